using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Evaluators;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;

namespace Ptm.Engine.Tests.Grading.Judged;

/// <summary>Verdicts of promptfoo over a judge with a script, kept beside this file, against ours over the same judge. <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class JudgedConformanceTests
{
    static readonly CassetteStore s_cassettes = new(AppContext.BaseDirectory, CassetteMode.Off);

    static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Grading", "Judged", "conformance", "judged.json");

    public static TheoryData<int, string> Cases()
    {
        TheoryData<int, string> rows = [];
        foreach ((int index, JsonElement row) in s_cases.Value.Index())
        {
            rows.Add(index, $"{row.GetProperty("type").GetString()}: {row.GetProperty("name").GetString()}");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_verdict_is_the_one_of_promptfoo_or_differs_for_a_reason(int index, string name)
    {
        JsonElement row = s_cases.Value[index];

        Grade grade = await GradeAsync(row);

        Assert.EndsWith(row.GetProperty("name").GetString()!, name, StringComparison.Ordinal);
        AssertionResult result = Assert.Single(grade.Assertions);
        string told = $"{name}: {result.Outcome} {result.Score}: {result.Reason}";
        JsonElement expected = row.GetProperty("expected");
        if (row.TryGetProperty("differs", out JsonElement reason))
        {
            JsonElement ours = row.GetProperty("ours");
            Assert.NotEqual("", reason.GetString());
            Assert.True(ours.GetProperty("outcome").GetString()!.Equals(grade.Outcome.ToString(), StringComparison.OrdinalIgnoreCase), told);
            Assert.True(!ours.TryGetProperty("score", out JsonElement score) || Math.Abs(score.GetDouble() - grade.Score!.Value) < 1e-9, told);
            return;
        }

        Assert.True(expected.GetProperty("pass").GetBoolean() == grade.Promptfoo.Pass, told);
        Assert.True(grade.Outcome == CaseOutcome.Error || Math.Abs(expected.GetProperty("score").GetDouble() - grade.Promptfoo.Score) < 1e-9, told);
    }

    static readonly Lazy<JsonElement[]> s_cases = new(() => [.. JsonElement.Parse(File.ReadAllText(Path)).GetProperty("cases").EnumerateArray()]);

    static Task<Grade> GradeAsync(JsonElement row)
    {
        Assertion assertion = GradingCase.Read(row.GetRawText()) with
        {
            Provider = new() { Text = "judge", Embedding = "embedder", Classification = "classifier", Moderation = "moderator" },
            RubricPrompt = Member(row, "rubricPrompt"),
            ContextTransform = Member(row, "contextTransform")?.GetString(),
        };
        GradingInput input = GradingCase.Input(Member(row, "output")?.GetString() ?? "abc", [assertion], Member(row, "vars")?.GetRawText() ?? "{}", promptfoo: true);
        input = input with { Case = input.Case with { Setup = new CaseSetup { Factuality = Member(row, "options")?.GetProperty("factuality") } } };
        Queue<JsonElement> replies = new((Member(row, "replies_here") ?? Member(row, "replies"))?.EnumerateArray() ?? Enumerable.Empty<JsonElement>());
        Dictionary<string, IPromptProvider> judges = new(StringComparer.Ordinal)
        {
            ["judge"] = new ScriptedProvider(_ => replies.Count > 1 ? replies.Dequeue() : replies.Peek()),
            ["embedder"] = new ScriptedProvider(text => row.GetProperty("embeddings").TryGetProperty(text, out JsonElement vector) ? vector : row.GetProperty("embeddings").GetProperty("")),
            ["classifier"] = new ScriptedProvider(_ => row.GetProperty("classes")),
            ["moderator"] = new ScriptedProvider(_ => row.GetProperty("flags") is { ValueKind: JsonValueKind.Array } flags ? JsonSerializer.SerializeToElement(new { flags }) : row.GetProperty("flags")),
        };
        return new Grader(GradingCase.Scripts, Runners.Shared, new(new ProviderCatalog(new Dictionary<string, ProviderSettings>(), judges, s_cassettes, Runners.Shared, TimeProvider.System), new(null, null), EvaluatorCatalog.None))
            .GradeAsync(input, TestContext.Current.CancellationToken);
    }

    static JsonElement? Member(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>Answers as a script says; its model is called <c>scripted</c>. An object with an <c>error</c> is a failure.</summary>
    sealed class ScriptedProvider(Func<string, JsonElement> answer) : IPromptProvider
    {
        public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            JsonElement value = answer(request.Prompt.Text);
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("error", out JsonElement error)
                ? throw new PtmException(new Diagnostic(DiagnosticCodes.ProviderFailed, DiagnosticSeverity.Error, error.GetString()!))
                : Task.FromResult(new ModelOutput
                {
                    Text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(),
                    Json = value.ValueKind == JsonValueKind.String ? null : value,
                    CostUsd = 0,
                    Model = "scripted",
                });
        }
    }
}
