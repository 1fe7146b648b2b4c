using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads an <c>assert</c> list, which prompt files and promptfoo configs write alike.</summary>
internal sealed class AssertionReader(FileReading file, KeyPolicy keys, JudgeReader judges, IReadOnlyDictionary<string, YamlNode>? templates = null, string? folder = null)
{
    static readonly string[] s_keys = ["type", "value", "threshold", "weight", "metric", "transform", "config", "assert", "provider", "rubricPrompt", "contextTransform", "judge_samples"];

    static readonly string[] s_ofJudges = ["provider", "rubricPrompt", "judge_samples"];

    /// <summary>The same rules for a file of tests that the config names.</summary>
    public AssertionReader In(FileReading other) => new(other, keys, judges, templates, keys.IsStrict ? null : Folder);

    /// <summary>Reads who judges.</summary>
    public JudgeReader Judges => judges;

    string Folder => folder ?? file.Folder;

    public IReadOnlyList<Assertion> Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case YamlSequence sequence:
                List<Assertion> assertions = new(sequence.Items.Count);
                foreach (YamlNode item in sequence.Items)
                {
                    if (ReadOne(item) is { } assertion)
                    {
                        assertions.Add(assertion);
                    }
                }

                return assertions;
            default:
                file.Error(DiagnosticCodes.InvalidValue, $"'assert' takes a list of assertions, and this is {node.Kind}.", node);
                return [];
        }
    }

    Assertion? ReadOne(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            file.Error(DiagnosticCodes.InvalidValue, $"An assertion is a mapping with a 'type', and this is {node.Kind}.", node);
            return null;
        }

        if (mapping.Find("$ref") is { } reference)
        {
            if (Resolve(reference) is not { } template)
            {
                return null;
            }

            mapping = Overlay(mapping, template);
        }

        MappingReader reader = new(mapping, file);
        keys.Check(reader, "An assertion", s_keys);
        if (reader.Text("type") is not { Length: > 0 } type)
        {
            if (keys.IsStrict)
            {
                file.Error(DiagnosticCodes.InvalidValue, "An assertion needs a 'type', such as contains.", mapping);
            }
            else
            {
                file.LoseCheck("An assertion needs a 'type', such as contains.", mapping);
            }

            return null;
        }

        Assertion assertion = new()
        {
            Type = type,
            Value = reader.Json("value"),
            Threshold = reader.Number("threshold"),
            Weight = reader.Number("weight", 0) ?? 1,
            Metric = reader.Text("metric"),
            Transform = reader.Text("transform") is { } transform ? CodePath.Absolute(transform, Folder) : null,
            Config = reader.Json("config"),
            Provider = judges.Names(reader.Node("provider"), file),
            RubricPrompt = judges.Prompt(reader, keys, Folder),
            ContextTransform = reader.Text("contextTransform") is { } found ? CodePath.Absolute(found, Folder) : null,
            JudgeSamples = JudgeReader.Samples(reader),
            Assertions = Read(reader.Node("assert")),
            Location = node.In(file.Path),
        };
        Validate(assertion);
        WarnOfIdle(reader, type);
        if (assertion.Transform is not null || assertion.ContextTransform is not null || type is "javascript" or "not-javascript")
        {
            ScriptSandbox.Expect();
        }

        return assertion;
    }

    // A check that asks nobody has no use for these, and their author thinks that it has.
    void WarnOfIdle(MappingReader reader, string type)
    {
        if (AssertionCatalog.SupportOf(type) != AssertionSupport.Supported || AssertionCatalog.AsksAJudge(type) || AssertionCatalog.IsComparison(type))
        {
            return;
        }

        foreach (string key in s_ofJudges)
        {
            if (reader.Entry(key) is { } entry)
            {
                file.Warn(DiagnosticCodes.PartIgnored, $"'{key}' is passed over: {type} asks no judge.", entry.Key);
            }
        }
    }

    void Validate(Assertion assertion)
    {
        foreach (Diagnostic finding in Grader.Validate(assertion))
        {
            // In a promptfoo config what cannot be checked makes its own cases errors and lets the rest run, as it does there.
            if (keys.IsStrict || HasPattern(assertion))
            {
                file.Report(finding);
            }
            else if (finding.Code != DiagnosticCodes.UnknownKey)
            {
                file.Report(finding with { Severity = DiagnosticSeverity.Warning });
            }
        }
    }

    static bool HasPattern(Assertion assertion) =>
        assertion is { Type: "regex" or "not-regex", Value.ValueKind: JsonValueKind.String } || assertion.Assertions.Any(HasPattern);

    YamlMapping? Resolve(YamlEntry reference)
    {
        const string Prefix = "#/assertionTemplates/";
        if (reference.Value is YamlScalar { Text: var path } && path.StartsWith(Prefix, StringComparison.Ordinal)
            && templates is not null && templates.TryGetValue(path[Prefix.Length..], out YamlNode? template) && template is YamlMapping mapping)
        {
            return mapping;
        }

        file.Error(
            DiagnosticCodes.NotFound,
            $"'$ref' names an assertion of 'assertionTemplates', as {Prefix}NAME. {NearestName.Hint((reference.Value as YamlScalar)?.Text ?? "", [.. (templates?.Keys ?? []).Select(name => Prefix + name)])}",
            reference.Value);
        return null;
    }

    static YamlMapping Overlay(YamlMapping own, YamlMapping template)
    {
        List<YamlEntry> entries = [.. own.Entries.Where(entry => entry.Key.Text != "$ref")];
        entries.AddRange(template.Entries.Where(entry => !entries.Exists(mine => mine.Key.Text == entry.Key.Text)));
        return new(entries, own.Line, own.Column);
    }
}
