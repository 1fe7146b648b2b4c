using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Ptm.Engine.Grading.Kpis;
using Ptm.Engine.Grading.Kpis.Values;

namespace Ptm.Engine.Tests.Grading.Kpis;

/// <summary>Values of CPython, kept beside this file, against ours. <c>regenerate.py</c> there makes the expressions and asks CPython again.</summary>
public sealed class KpiConformanceTests
{
    static readonly Lazy<JsonElement[]> s_cases = new(() =>
        [.. JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Grading", "Kpis", "conformance", "expressions.json"))).GetProperty("cases").EnumerateArray()]);

    static readonly string[] s_operators =
        ["+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!=", " in ", " not in ", " is ", " is not ", " and ", " or ", "not ", " if ", "min(", "max(", "abs(", "round(", "len(", "["];

    [Fact]
    public void At_least_two_thousand_expressions_have_the_value_that_CPython_gives_or_are_errors_where_it_fails()
    {
        List<string> wrong = [];
        foreach (JsonElement row in s_cases.Value)
        {
            string expression = row.GetProperty("expression").GetString()!;
            string expected = row.TryGetProperty("differs", out _) || row.TryGetProperty("error", out _) ? "an error" : row.GetProperty("value").GetRawText();
            string found;
            bool isSame;
            try
            {
                KpiValue value = KpiExpression.Parse(expression).Evaluate(Scope());
                found = value.ToString()!;
                isSame = expected != "an error" && IsSame(value, row.GetProperty("value"), expression.Contains("**", StringComparison.Ordinal));
            }
            catch (KpiException error)
            {
                found = error.InWords;
                isSame = expected == "an error" && (row.TryGetProperty("error", out JsonElement kind) && kind.GetString() == "SyntaxError") == (error.Diagnostic.Code == DiagnosticCodes.ExpressionSyntax);
            }

            if (!isSame)
            {
                wrong.Add($"{expression}\n   expected {expected}\n   found    {found}");
            }
        }

        Assert.True(s_cases.Value.Length >= 2_000);
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join('\n', wrong.Take(30))}");
    }

    [Fact]
    public void Every_operator_and_function_is_among_them_and_few_differ()
    {
        string[] valued = [.. s_cases.Value.Where(row => row.TryGetProperty("value", out _)).Select(row => row.GetProperty("expression").GetString()!)];

        Assert.All(s_operators, symbol => Assert.True(valued.Count(expression => expression.Contains(symbol, StringComparison.Ordinal)) >= 10, symbol));
        Assert.InRange(s_cases.Value.Count(row => row.TryGetProperty("differs", out _)), 1, 60);
    }

    static bool IsSame(KpiValue value, JsonElement expected, bool hasPower)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] items = [.. expected.EnumerateArray()];
            return value switch
            {
                KpiMap map => items[0].GetString() == "dict" && items[1].GetString() == $"int {map.Members.Count}",
                KpiList list => items[0].GetString() == (list.IsTuple ? "tuple" : "list") && list.Items.Count == items.Length - 1 && list.Items.Zip(items.Skip(1)).All(pair => IsSame(pair.First, pair.Second, hasPower)),
                _ => false,
            };
        }

        string text = expected.GetString()!;
        return value switch
        {
            KpiNone => text == "None",
            KpiBool => text == $"bool {value}",
            KpiInt whole => text.StartsWith("int ", StringComparison.Ordinal) && BigInteger.Parse(text.AsSpan(4), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) == whole.Value,
            KpiFloat real => text.StartsWith("float ", StringComparison.Ordinal) && IsSame(real.Value, double.Parse(text.AsSpan(6), CultureInfo.InvariantCulture), hasPower),
            KpiText said => text == $"str {said.Text}",
            _ => false,
        };
    }

    // To the last bit, and the sign of zero; only the machine's own power may differ in its last digit.
    static bool IsSame(double found, double expected, bool hasPower) =>
        BitConverter.DoubleToInt64Bits(found) == BitConverter.DoubleToInt64Bits(expected) || (hasPower && Math.Abs(found - expected) <= 1e-14 * Math.Abs(expected));

    /// <summary>The names as the script has them.</summary>
    static KpiScope Scope() => new()
    {
        Output = new() { Text = "", CostUsd = 0.0123m, Latency = TimeSpan.FromMilliseconds(850.5), Tokens = new(300, 21) },
        Text = "Grüße, 東京 😀!",
        Provider = "scripted",
        Score = 75,
        Outcome = CaseOutcome.Passed,
        Scores = new Dictionary<string, double?> { ["relevance"] = 0.8, ["tone of voice"] = 0.25 },
        Vars = JsonElement.Parse("""{"n":7,"x":-2.5,"text":"straße","yes":true,"nothing":null,"list":[1,2.5,"a",null,[3]],"big":12345678901234567890,"o":{"k":"v"}}"""),
    };
}
