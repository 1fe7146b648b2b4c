using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Assertions.Judged;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Operations;

/// <summary>Finds, without evaluating anything, the cases of a library that would be errors whatever a model says: checks that are none, and providers and judges that are nowhere.</summary>
/// <param name="library">The library.</param>
/// <param name="providers">Its providers.</param>
/// <param name="judges">Who judges.</param>
/// <param name="knowsCode">Whether assemblies were given, so that a provider that is in none of them is nowhere.</param>
/// <param name="hasServer">Whether a server evaluates, which has providers of its own.</param>
internal sealed class LibraryCheck(PromptLibrary library, ProviderCatalog providers, JudgeChoice judges, bool knowsCode, bool hasServer)
{
    const int MostFindings = 1000;

    static readonly string[] s_namingKeys = ["provider_profiles", "providers", "targets", "provider", "judge_profile"];

    readonly Dictionary<(string File, string Name), Diagnostic?> _named = [];

    /// <summary>What is wrong, each once; a warning where code or a server that is not asked here may make it right, and of what is no mistake and not done yet.</summary>
    public IEnumerable<Diagnostic> Run() => library.Suites.SelectMany(Check).Select(Weighed).Distinct().Take(MostFindings);

    IEnumerable<Diagnostic> Check(PromptSuite suite)
    {
        foreach (PromptDefinition prompt in suite.Prompts)
        {
            bool asksOwn = prompt.Tests.Count == 0;
            foreach (TestCase test in prompt.Tests)
            {
                asksOwn |= test.Setup is { Given: null, Provider: null };
                foreach (Diagnostic finding in Check(suite, prompt, test))
                {
                    yield return finding;
                }
            }

            foreach (string name in asksOwn ? prompt.ProviderProfiles : [])
            {
                if (FlawOf(name, suite.File, prompt.Location) is { } flaw)
                {
                    yield return flaw;
                }
            }
        }
    }

    IEnumerable<Diagnostic> Check(PromptSuite suite, PromptDefinition prompt, TestCase test)
    {
        foreach (UnsupportedFeature feature in test.Unsupported)
        {
            yield return feature.Problem is { } problem
                ? Error(feature.ProblemCode, problem, feature.Location)
                : Error(DiagnosticCodes.NotSupportedYet, $"'{feature.Name}' is not supported yet, so this case cannot be judged.", feature.Location);
        }

        if (test.Setup is { Given: null, Provider: { } own } && FlawOf(own, suite.File, test.Location) is { } unknown)
        {
            yield return unknown;
        }

        foreach (Assertion assertion in test.Assertions.SelectMany(WithInner))
        {
            foreach (Diagnostic finding in Check(assertion).Concat(CheckJudges(suite, prompt, test, assertion)))
            {
                yield return finding;
            }
        }

        if (prompt.AdditionalMetrics.FirstOrDefault(metric => metric.Evaluator is null) is { } judged && JudgeFlaw(JudgeKind.Text, suite, prompt, test, null, judged.Location) is { } missing)
        {
            yield return missing;
        }
    }

    static IEnumerable<Diagnostic> Check(Assertion assertion)
    {
        if (AssertionCatalog.SupportOf(assertion.Type) == AssertionSupport.KnownButNotYet)
        {
            return [Error(DiagnosticCodes.NotSupportedYet, $"'{assertion.Type}' is not supported yet.", assertion.Location)];
        }

        // Those inside of a set are looked at one by one.
        return AssertionFile.Of(assertion) is { } file
            ? [Error(DiagnosticCodes.NotSupportedYet, $"{assertion.Type} with {Quote.Of(file)}: reading a value or transform from a file is not supported yet; write it in place.", assertion.Location)]
            : Grader.Validate(assertion);
    }

    IEnumerable<Diagnostic> CheckJudges(PromptSuite suite, PromptDefinition prompt, TestCase test, Assertion assertion) =>
        KindsOf(assertion.Type).Select(kind => JudgeFlaw(kind, suite, prompt, test, assertion, assertion.Location)).OfType<Diagnostic>();

    static JudgeKind[] KindsOf(string type) => AssertionCatalog.Find(type, out _) switch
    {
        _ when type == AssertionCatalog.SelectBest => [JudgeKind.Text],
        SimilarCheck => [JudgeKind.Embedding],
        ClassifierCheck => [JudgeKind.Classification],
        ModerationCheck => [JudgeKind.Moderation],
        AnswerRelevanceCheck => [JudgeKind.Text, JudgeKind.Embedding],
        JudgedCheck => [JudgeKind.Text],
        _ => [],
    };

    Diagnostic? JudgeFlaw(JudgeKind kind, PromptSuite suite, PromptDefinition prompt, TestCase test, Assertion? assertion, SourceLocation? place)
    {
        try
        {
            string name = judges.NameOf(kind, assertion, test, prompt);
            bool isOfLibrary = name == judges.LibraryProfile && name != prompt.JudgeProfile && assertion?.Provider is null && test.Setup.Judges is null;
            return FlawOf(name, isOfLibrary ? library.Configuration.File ?? suite.File : suite.File, place);
        }
        catch (JudgeException missing)
        {
            return new(missing.Code, hasServer ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, $"{assertion?.Type ?? "additional_metrics"}: {missing.Message}", place);
        }
    }

    // A name that holds a template is known only once it is rendered.
    Diagnostic? FlawOf(string name, string file, SourceLocation? place)
    {
        if (name.Contains("{{", StringComparison.Ordinal))
        {
            return null;
        }

        if (!_named.TryGetValue((file, name), out Diagnostic? flaw))
        {
            flaw = Resolve(name, place);
            flaw = _named[(file, name)] = flaw is null ? null : flaw with { Location = PlaceOf(file, name) ?? flaw.Location };
        }

        return flaw;
    }

    Diagnostic? Resolve(string name, SourceLocation? place)
    {
        try
        {
            return providers.Get(name, place) is UnsupportedProvider unsupported ? unsupported.Problem : null;
        }
        catch (PtmException unknown)
        {
            Diagnostic finding = unknown.Diagnostics[0];
            return !knowsCode && providers.MayBeFromCode(name)
                    ? finding with { Severity = DiagnosticSeverity.Warning, Message = $"There is no provider '{name}' here. Whether a method is marked [PtmProvider(\"{name}\")] shows with its assembly (--assembly)." }
                : hasServer && finding.Code == DiagnosticCodes.NotFound
                    ? finding with { Severity = DiagnosticSeverity.Warning, Message = $"{finding.Message} The server may have it." }
                : finding;
        }
    }

    static SourceLocation? PlaceOf(string file, string name)
    {
        try
        {
            return Find(YamlFile.Read(file), name, isNaming: false)?.In(file);
        }
        catch (PtmException)
        {
            return null;
        }
    }

    static YamlNode? Find(YamlNode? node, string name, bool isNaming) => node switch
    {
        YamlScalar scalar => isNaming && scalar.Text == name ? scalar : null,
        YamlSequence sequence => sequence.Items.Select(item => Find(item, name, isNaming)).FirstOrDefault(found => found is not null),
        YamlMapping mapping => mapping.Entries
            .Select(entry => Find(entry.Key, name, isNaming) ?? Find(entry.Value, name, isNaming || s_namingKeys.Contains(entry.Key.Text)))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    static IEnumerable<Assertion> WithInner(Assertion assertion) => assertion.Assertions.SelectMany(WithInner).Prepend(assertion);

    static Diagnostic Weighed(Diagnostic finding) => finding.Code == DiagnosticCodes.NotSupportedYet ? finding with { Severity = DiagnosticSeverity.Warning } : finding;

    static Diagnostic Error(string code, string message, SourceLocation? place) => new(code, DiagnosticSeverity.Error, message, place);
}
