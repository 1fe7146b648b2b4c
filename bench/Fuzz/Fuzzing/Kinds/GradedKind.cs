using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Providers;
using Ptm.Engine.Scripting;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>An assertion on an output. Its input is the assertion's type, its value as JSON, and the output, with <see cref="Mark"/> between them.</summary>
internal abstract class GradedKind : FuzzKind
{
    protected const string Mark = "\n⁂\n";

    /// <summary>Words of the guards that keep a run alive when a part of the engine throws what it should not.</summary>
    static readonly string[] _broken = ["the check broke on", "the script engine failed", "the SQL parser failed"];

    static readonly CodeRunner _code = new();

    static readonly Grader _grader = new(
        new ScriptSandbox(),
        _code,
        new Judge(
            new ProviderCatalog(new Dictionary<string, ProviderSettings>(), new Dictionary<string, IPromptProvider>(), new CassetteStore(AppContext.BaseDirectory, CassetteMode.Off), _code, TimeProvider.System),
            new(null, null), Ptm.Engine.Evaluators.EvaluatorCatalog.None));

    static readonly SourceLocation _place = new("prompt.yaml", 5, 9);

    protected static string Input(string type, string json, string output) => type + Mark + json + Mark + output;

    protected static string Input(string type, JsonElement value, string output) => Input(type, value.GetRawText(), output);

    protected static string Json(string text) => JsonSerializer.Serialize(text);

    public sealed override async Task<string?> ViolationAsync(string input)
    {
        string[] parts = input.Split(Mark, 3);
        if (parts.Length < 3 || Parse(parts[1]) is not { } value)
        {
            return null;
        }

        Assertion assertion = new() { Type = parts[0], Value = value.ValueKind == JsonValueKind.Null ? null : value, Location = _place };
        Diagnostic[] flaws = [.. Grader.Validate(assertion)];
        if (Array.Find(flaws, flaw => flaw.Location is null) is { } lost)
        {
            return $"a finding without a place: {lost}";
        }

        GradingInput grading = new()
        {
            Prompt = new PromptDefinition { Id = "p", Text = "{{output}}", IsPromptfoo = parts[2].Length % 2 == 0 },
            Case = new TestCase { Id = "c", Vars = JsonElement.Parse("""{"a":1,"name":"Ada"}"""), Assertions = [assertion] },
            Rendered = new RenderedPrompt { Text = "the prompt" },
            Output = new ModelOutput { Text = parts[2], CostUsd = 0, Latency = TimeSpan.FromMilliseconds(5) },
            Provider = "echo",
        };
        Grade grade = await _grader.GradeAsync(grading, CancellationToken.None).ConfigureAwait(false);
        return grade.Outcome == CaseOutcome.Error && grade.Error?.Location is null ? $"an error without a place: {grade.Error}"
            : grade.Assertions.Select(result => BrokenGuard(result.Reason)).FirstOrDefault(broken => broken is not null);
    }

    /// <summary>The reason itself when a guard wrote it.</summary>
    internal static string? BrokenGuard(string reason) => Array.Exists(_broken, word => reason.Contains(word, StringComparison.Ordinal)) ? reason : null;

    static JsonElement? Parse(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
