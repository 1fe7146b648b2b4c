using Ptm.Engine.Grading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads a prompt file of ours: one prompt with its cases, in the names of PTM's payload.</summary>
internal static class PromptFileReader
{
    static readonly string[] s_keys =
    [
        "id", "label", "tags", "team", "service", "source", "group", "version", "hash", "prompt_text", "messages", "provider_profiles", "tests",
        "additional_metrics", "judge_profile", "judge_samples", "additional_kpis", "cost_threshold", "latency_threshold_ms", "tool_definitions", TemplateSettingsReader.StrictKey,
    ];

    /// <exception cref="PtmException">Something in the file is wrong; every finding is in it.</exception>
    public static PromptSuite Read(string path, YamlNode? root)
    {
        FileReading file = new(path);
        if (root is not YamlMapping mapping)
        {
            file.Error(DiagnosticCodes.InvalidValue, $"A prompt file is a mapping with 'id', 'prompt_text' and 'tests', and this is {root?.Kind ?? "empty"}.", root);
            file.ThrowIfWrong();
            throw new InvalidOperationException();
        }

        List<string> reached = [];
        PromptDefinition prompt = Prompt(new(mapping, file), reached);
        file.ThrowIfWrong();
        if (prompt.Tests.Count == 0)
        {
            file.Warn(DiagnosticCodes.NoTests, $"The prompt '{prompt.Id}' has no test case, so nothing of it is checked. Add one under 'tests'.", mapping);
        }

        return new() { File = path, Prompts = [prompt], Warnings = [.. file.Warnings], ReachedFiles = reached };
    }

    static PromptDefinition Prompt(MappingReader reader, List<string> reached)
    {
        FileReading file = reader.File;
        KeyPolicy.Own.Check(reader, "A prompt file", s_keys);
        string? id = reader.Text("id");
        if (string.IsNullOrWhiteSpace(id))
        {
            file.Error(DiagnosticCodes.InvalidValue, "A prompt needs an 'id', by which tests and builds name it, such as support.refund.", reader.Mapping);
        }

        IReadOnlyList<ChatMessage> messages = [.. Messages(reader)];
        string? text = reader.Text("prompt_text");
        if (text is null == (reader.Node("messages") is null))
        {
            file.Error(DiagnosticCodes.InvalidValue, "A prompt has either 'prompt_text' or 'messages'.", reader.Mapping);
        }

        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.StartsWith("file://", StringComparison.Ordinal)))
        {
            file.Error(DiagnosticCodes.InvalidValue, "'prompt_text' is the text itself, and this is no prompt.", reader.Node("prompt_text"));
        }

        if (text is null && reader.Node("messages") is YamlSequence { Items.Count: 0 } empty)
        {
            file.Error(DiagnosticCodes.InvalidValue, "'messages' is empty, so there is no prompt.", empty);
        }

        PromptDefinition prompt = new()
        {
            Id = id ?? "",
            Label = reader.Text("label"),
            Version = reader.Whole("version", 1),
            Hash = reader.Text("hash"),
            Text = text,
            Messages = messages,
            Tags = reader.Texts("tags"),
            Team = reader.Text("team"),
            Service = reader.Text("service"),
            Source = reader.Text("source"),
            Group = reader.Text("group"),
            ProviderProfiles = reader.Texts("provider_profiles"),
            Tests = Tests(reader, reached),
            AdditionalMetrics = [.. ScoringReader.Metrics(reader)],
            JudgeProfile = reader.Text("judge_profile"),
            JudgeSamples = JudgeReader.Samples(reader),
            AdditionalKpis = [.. ScoringReader.Kpis(reader)],
            CostThreshold = reader.Money("cost_threshold"),
            LatencyThresholdMs = reader.Number("latency_threshold_ms", 0),
            ToolDefinitions = reader.Json("tool_definitions"),
            Location = reader.Location,
            Templates = TemplateSettingsReader.Own(reader),
            TextLocation = reader.Node("prompt_text")?.In(file.Path),
        };
        foreach (Diagnostic finding in ScoringValidator.Validate(prompt))
        {
            file.Report(finding);
        }

        return prompt;
    }

    static List<TestCase> Tests(MappingReader reader, List<string> reached)
    {
        TestCaseReader cases = new(reader.File, KeyPolicy.Own, new(reader.File, KeyPolicy.Own, new(null, reached)));
        CaseIds ids = new();
        List<TestCase> tests = new(reader.Sequence("tests")?.Items.Count ?? 0);
        foreach (MappingReader item in reader.Children("tests"))
        {
            RawTestCase raw = cases.Read(item);
            tests.Add(raw.ToTestCase(ids, tests.Count));
        }

        return tests;
    }

    static IEnumerable<ChatMessage> Messages(MappingReader reader)
    {
        foreach (MappingReader message in reader.Children("messages"))
        {
            message.RefuseOtherKeys("A message", ["role", "content"]);
            if (message.Text("role") is { } role && message.Text("content") is { } content)
            {
                yield return new(role, content);
            }
            else
            {
                message.File.Error(DiagnosticCodes.InvalidValue, "A message has 'role' and 'content'.", message.Mapping);
            }
        }
    }
}
