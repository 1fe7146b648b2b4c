using Ptm.Engine.Library.Cases;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads how a config's cases run: <c>evaluateOptions</c> and <c>commandLineOptions</c>, of which the second wins as in promptfoo.</summary>
internal sealed class RunRulesReader(MappingReader config)
{
    // Longer than any run, and short enough for every timer.
    const double MostMilliseconds = 2_000_000_000;

    static readonly string[] s_evaluateKeys =
    [
        "maxConcurrency", "repeat", "delay", "cache", "showProgressBar", "timeoutMs", "maxEvalTimeMs", "interactiveProviders", "eventSource",
        "generateSuggestions", "silent", "isRedteam", "concurrency", "outputPath", "runSerially",
    ];

    readonly MappingReader? _evaluate = config.Child("evaluateOptions");
    readonly MappingReader? _commandLine = config.Child("commandLineOptions");

    /// <summary>How often each case runs that does not say so itself.</summary>
    public int? Repeat => _commandLine?.Whole("repeat", 1) ?? _evaluate?.Times("repeat");

    /// <param name="prompts">The prompts that run.</param>
    /// <param name="cases">The cases that they share.</param>
    public RunRules Read(IReadOnlyList<PromptDefinition> prompts, CaseList cases)
    {
        if (_evaluate is not null)
        {
            KeyPolicy.Promptfoo.Check(_evaluate, "'evaluateOptions'", s_evaluateKeys);
        }

        TimeSpan delay = TimeSpan.FromMilliseconds(Number("delay") ?? 0);
        return new()
        {
            RunsInOrder = cases.RunsAlone || cases.StoredBy.Count > 0 || delay > TimeSpan.Zero || prompts.Any(CaseVariables.NamesConversation),
            MaxConcurrency = _commandLine?.Whole("maxConcurrency", 1) ?? _evaluate?.Whole("maxConcurrency", 1),
            Delay = delay,
            CaseTime = Time("timeoutMs"),
            RunTime = Time("maxEvalTimeMs"),
            Derived = [.. Derived()],
            StoredBy = cases.StoredBy,
            Prompts = config.Node("extensions") is null ? [] : prompts,
            Extensions = [.. config.Texts("extensions").Select(text => CodePath.Absolute(text, config.File.Folder))],
        };
    }

    TimeSpan? Time(string key) => _evaluate?.Number(key, 0, MostMilliseconds) is > 0 and var limit ? TimeSpan.FromMilliseconds(limit) : null;

    IEnumerable<DerivedMetric> Derived()
    {
        foreach (MappingReader metric in config.Children("derivedMetrics"))
        {
            KeyPolicy.Promptfoo.Check(metric, "A derived metric", ["name", "value"]);
            if (metric.Text("name") is { Length: > 0 } name && metric.Text("value") is { Length: > 0 } value)
            {
                yield return new(name, value, metric.Node("value")!.In(config.File.Path));
            }
            else
            {
                config.File.Error(DiagnosticCodes.InvalidValue, "A derived metric has a 'name' and a 'value', which is arithmetic over the names of metrics.", metric.Mapping);
            }
        }
    }

    double? Number(string key) => _commandLine?.Number(key, 0, 3_600_000) ?? _evaluate?.Number(key, 0, 3_600_000);
}
