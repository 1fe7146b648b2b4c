using Ptm.Bench.Fuzz.Fuzzing;

namespace Ptm.Engine.Tests.Properties;

/// <summary>Whatever is handed in, the outcome is a verdict or an error with a place, in time. A slice of what <c>bench/fuzz.sh</c> does for hours, always the same one.</summary>
public sealed class PropertyTests
{
    const int Seed = 20_260_101;

    static readonly IReadOnlyList<FuzzKind> _kinds = FuzzKinds.All([], []);

    public static TheoryData<string, int> Slices() => new()
    {
        { "template", 6_000 },
        { "yaml", 3_000 },
        { "json", 5_000 },
        { "run", 40 },
        { "kpi", 8_000 },
        { "regex", 600 },
        { "script", 60 },
        { "schema", 300 },
        { "sql", 12 },
        { "assertion", 1_500 },
        { "config", 120 },
        { "prompt-file", 120 },
        { "csv", 120 },
        { "jsonl", 120 },
    };

    [Theory]
    [MemberData(nameof(Slices))]
    public async Task Every_input_ends_in_a_verdict_or_an_error_with_a_place(string kind, int inputs)
    {
        FuzzKind found = Assert.Single(_kinds, known => known.Name == kind);

        for (int index = 0; index < inputs; index++)
        {
            FuzzFinding? finding = await Fuzzer.TryAsync(found, Seed, index);
            Assert.True(finding is null, $"{finding?.Kind}, input {finding?.Index}: {finding?.Violation}\nsmallest: {finding?.Smallest}");
        }
    }

    [Fact]
    public void Every_kind_has_its_slice() => Assert.Equal(_kinds.Select(kind => kind.Name).Order(StringComparer.Ordinal), Slices().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
}
