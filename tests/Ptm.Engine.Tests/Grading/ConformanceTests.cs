using System.Text.Json;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Tests.Grading;

/// <summary>Verdicts of promptfoo, kept beside this file, against ours. <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string, int, string> Cases()
    {
        TheoryData<string, int, string> rows = [];
        foreach (string file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            int index = 0;
            foreach (JsonElement conformanceCase in Read(file).EnumerateArray())
            {
                rows.Add(Path.GetFileName(file), index++, conformanceCase.GetProperty("name").GetString()!);
            }
        }

        return rows;
    }

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Grading", "conformance");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_verdict_is_the_one_of_promptfoo_or_differs_for_a_reason(string file, int index, string name)
    {
        JsonElement row = Read(Path.Combine(Folder, file))[index];
        Assert.Equal(name, row.GetProperty("name").GetString());

        Grade grade = await GradingCase.GradeAsync(InputOf(row));

        if (row.TryGetProperty("differs", out JsonElement reason))
        {
            Assert.NotEqual("", reason.GetString());
            JsonElement ours = row.GetProperty("ours");
            Assert.Equal(ours.GetProperty("outcome").GetString(), grade.Outcome.ToString(), ignoreCase: true);
            if (ours.TryGetProperty("score", out JsonElement score))
            {
                Assert.Equal(score.GetDouble(), grade.Score!.Value, 6);
            }

            return;
        }

        JsonElement expected = row.GetProperty("expected");
        string told = string.Join("; ", grade.Assertions.Select(assertion => $"{assertion.Type} {assertion.Outcome} {assertion.Score}: {assertion.Reason}"));
        Assert.True(expected.GetProperty("pass").GetBoolean() == grade.Promptfoo.Pass, $"expected {expected}, found {grade.Outcome} {grade.Promptfoo}: {told}");
        if (grade.Outcome != CaseOutcome.Error)
        {
            Assert.True(grade.Outcome == CaseOutcome.Unchecked || grade.Outcome == (grade.Promptfoo.Pass ? CaseOutcome.Passed : CaseOutcome.Failed), $"found {grade.Outcome} {grade.Promptfoo}");
            Assert.True(Math.Abs(expected.GetProperty("score").GetDouble() - grade.Promptfoo.Score) < 1e-9, $"expected {expected}, found {grade.Promptfoo}: {told}");
        }
    }

    static JsonElement Read(string file) => JsonElement.Parse(File.ReadAllText(file)).GetProperty("cases");

    static GradingInput InputOf(JsonElement row)
    {
        GradingInput input = GradingCase.Input(
            row.GetProperty("output").GetString()!,
            GradingCase.ReadAll(row.GetProperty("assert")),
            row.TryGetProperty("vars", out JsonElement vars) ? vars.GetRawText() : "{}",
            row.TryGetProperty("threshold", out JsonElement threshold) ? threshold.GetDouble() : null,
            promptfoo: true);

        // The prompt of every case is its output, as the echo provider wants it.
        return input with
        {
            Rendered = new RenderedPrompt { Text = input.Output.Text },
            Output = row.TryGetProperty("response", out JsonElement response) ? OutputOf(response, input.Output) : input.Output,
            Offer = row.TryGetProperty("config", out JsonElement config)
                ? new ToolOffer(config.TryGetProperty("tools", out JsonElement tools) ? tools : null, config.TryGetProperty("functions", out JsonElement functions) ? functions : null)
                : ToolOffer.None,
            Case = input.Case with
            {
                Transform = row.TryGetProperty("options", out JsonElement options) && options.TryGetProperty("transform", out JsonElement transform) ? transform.GetString() : null,
            },
        };
    }

    /// <summary>What a provider of promptfoo answers, as a provider here would.</summary>
    static ModelOutput OutputOf(JsonElement response, ModelOutput output) => output with
    {
        Text = response.TryGetProperty("output", out JsonElement answer) && answer.ValueKind != JsonValueKind.String ? answer.GetRawText() : output.Text,
        LogProbs = response.TryGetProperty("logProbs", out JsonElement logProbs) ? [.. logProbs.EnumerateArray().Select(number => number.GetDouble())] : [],
        FinishReason = response.TryGetProperty("finishReason", out JsonElement reason) ? reason.GetString() : null,
    };
}
