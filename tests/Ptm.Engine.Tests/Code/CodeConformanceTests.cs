using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Tests.Grading;

namespace Ptm.Engine.Tests.Code;

/// <summary>Verdicts of promptfoo about code of every form, kept beside this file, against ours. <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class CodeConformanceTests
{
    static string Folder => Path.Combine(AppContext.BaseDirectory, "Code", "conformance");

    public static TheoryData<int, string> Cases()
    {
        TheoryData<int, string> rows = [];
        int index = 0;
        foreach (JsonElement row in Read().EnumerateArray())
        {
            rows.Add(index++, row.GetProperty("name").GetString()!);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_verdict_is_the_one_of_promptfoo_or_differs_for_a_reason(int index, string name)
    {
        JsonElement row = Read()[index];
        Assert.Equal(name, row.GetProperty("name").GetString());
        Assert.SkipWhen(name.Contains("ruby", StringComparison.Ordinal) && !Runners.HasRuby, "There is no Ruby on this machine.");
        Grade grade = await GradingCase.GradeAsync(InputOf(row));
        string told = string.Join("; ", grade.Assertions.Select(assertion => $"{assertion.Type} {assertion.Outcome} {assertion.Score}: {assertion.Reason}").Append(grade.Error?.Message));
        if (row.TryGetProperty("difference", out JsonElement reason))
        {
            Assert.NotEqual("", reason.GetString());
            JsonElement ours = row.GetProperty("ours");
            Assert.Equal(ours.GetProperty("outcome").GetString(), grade.Outcome.ToString(), ignoreCase: true);
            Assert.Equal(ours.GetProperty("score").GetDouble(), grade.Score!.Value, 6);
            return;
        }

        JsonElement expected = row.GetProperty("expected");
        Assert.True(expected.GetProperty("pass").GetBoolean() == grade.Promptfoo.Pass, $"expected {expected}, found {grade.Outcome} {grade.Promptfoo}: {told}");
        if (grade.Outcome != CaseOutcome.Error)
        {
            Assert.True(Math.Abs(expected.GetProperty("score").GetDouble() - grade.Promptfoo.Score) < 1e-9, $"expected {expected}, found {grade.Promptfoo}: {told}");
        }
    }

    static JsonElement Read() => JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json"))).GetProperty("cases");

    static GradingInput InputOf(JsonElement row)
    {
        SourceLocation config = new(Path.Combine(Folder, "promptfooconfig.yaml"), 1, 1);
        GradingInput input = GradingCase.Input(
            row.GetProperty("output").GetString()!,
            [.. GradingCase.ReadAll(row.GetProperty("assert")).Select(assertion => assertion with { Location = config })],
            row.TryGetProperty("vars", out JsonElement vars) ? vars.GetRawText() : "{}",
            promptfoo: true);
        return input with
        {
            Prompt = input.Prompt with { Location = config },
            Rendered = new RenderedPrompt { Text = input.Output.Text },
            Case = input.Case with
            {
                Location = config,
                Transform = row.TryGetProperty("options", out JsonElement options) ? options.GetProperty("transform").GetString() : null,
            },
        };
    }
}
