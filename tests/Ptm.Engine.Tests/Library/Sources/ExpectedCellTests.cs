using System.Text.Json;
using Ptm.Engine.Library.Sources.Csv;

namespace Ptm.Engine.Tests.Library.Sources;

/// <summary>What a cell means, against promptfoo's answers in <c>conformance</c>; <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class ExpectedCellTests
{
    static readonly SourceLocation s_place = new("/tests.csv", 7, 3);

    public static IEnumerable<TheoryDataRow<string, string>> Cells => Document.GetProperty("cells").EnumerateArray()
        .Select(cell => new TheoryDataRow<string, string>(cell.GetProperty("cell").GetString()!, cell.GetRawText()));

    static JsonElement Document => JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Ptm.Engine.Tests", "Library", "Sources", "conformance", "expected-cells.json")));

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cell_means_what_it_means_to_promptfoo(string text, string data)
    {
        JsonElement cell = JsonElement.Parse(data);
        if (cell.TryGetProperty("difference", out _) && !cell.TryGetProperty("ours", out _))
        {
            Assert.Throws<PtmException>(() => ExpectedCell.Read(text, s_place));
            return;
        }

        JsonElement expected = cell.TryGetProperty("ours", out JsonElement ours) ? ours
            : cell.GetProperty("assert").EnumerateArray().FirstOrDefault();
        Assertion? assertion = ExpectedCell.Read(text, s_place);

        if (expected.ValueKind == JsonValueKind.Undefined)
        {
            Assert.Null(assertion);
            return;
        }

        Assert.NotNull(assertion);
        Assert.Equal(expected.GetProperty("type").GetString(), assertion.Type);
        Assert.Equal(Text(expected, "value"), assertion.Value is { } value ? JsonSerializer.Serialize(value) : null);
        Assert.Equal(expected.TryGetProperty("threshold", out JsonElement threshold) ? threshold.GetDouble() : null, assertion.Threshold);
        Assert.Equal(s_place, assertion.Location);
    }

    [Theory]
    [InlineData("contain: x", DiagnosticCodes.HiddenChecks, "'contains'")]
    [InlineData("not-contain: x", DiagnosticCodes.HiddenChecks, "'not-contains'")]
    [InlineData("levenshtien(3): x", DiagnosticCodes.HiddenChecks, "'levenshtein'")]
    [InlineData("similar(0,8): x", DiagnosticCodes.InvalidValue, "'0,8'")]
    [InlineData("cost(-1)", DiagnosticCodes.InvalidValue, "'-1'")]
    public void A_cell_that_was_meant_as_an_assertion_and_is_none_is_an_error_at_its_place(string text, string code, string message)
    {
        Diagnostic finding = Assert.Throws<PtmException>(() => ExpectedCell.Read(text, s_place)).Diagnostics[0];

        Assert.Equal((code, s_place), (finding.Code, finding.Location));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("note: bring milk")]
    [InlineData("https://example.com/x")]
    [InlineData("answer: 42")]
    [InlineData("12:30")]
    public void A_text_with_a_colon_stays_a_text(string text) => Assert.Equal("equals", ExpectedCell.Read(text, s_place)!.Type);

    static string? Text(JsonElement assertion, string name) => assertion.TryGetProperty(name, out JsonElement value) ? JsonSerializer.Serialize(value) : null;
}
