using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Optimizing.Racing;
using Ptm.Statistics;

namespace Ptm.Engine.Optimizing.Mutating;

/// <summary>The cases that a mutator is shown: of those that are not held out alone.</summary>
internal sealed class ShownCases(SearchState state, IReadOnlyDictionary<string, TestCase> cases, Candidate parent)
{
    /// <summary>Cases that the parent fails, those first that were shown least often. One that flickers with the prompt as it was is shown where it fails in most samples, or nothing else fails.</summary>
    public List<ShownCase> Failing(int most, ref SplitMix64 random)
    {
        List<(string Case, CellSamples Cell)> failing = [.. Cells(cell => cell.Failed > 0)];
        List<(string Case, CellSamples Cell)> steady = failing.FindAll(one => one.Cell.MostlyFailed || !IsFlaky(one.Case, one.Cell));
        return Draw(steady.Count > 0 ? steady : failing, most, cell => cell.Failing, ref random);
    }

    /// <summary>Cases that the parent passes in every sample.</summary>
    public List<ShownCase> Passing(int most, ref SplitMix64 random) => Draw([.. Cells(cell => cell is { Passed: > 0, Failed: 0, Errors: 0 })], most, cell => cell.Passing, ref random);

    IEnumerable<(string Case, CellSamples Cell)> Cells(Func<CellSamples, bool> are) =>
        from one in state.Train
        let cell = state.Providers.Select(provider => state.Table.Of(parent.Id, one, provider)).FirstOrDefault(cell => cell is not null && are(cell))
        where cell is not null
        select (one, cell);

    bool IsFlaky(string caseId, CellSamples cell)
    {
        string provider = (cell.Failing ?? cell.Passing)!.Provider;
        return (state.Table.Of(Candidate.BaselineId, caseId, provider) ?? cell).IsFlaky(state.Settings);
    }

    List<ShownCase> Draw(List<(string Case, CellSamples Cell)> from, int most, Func<CellSamples, SampleScore?> sample, ref SplitMix64 random)
    {
        List<((string Case, CellSamples Cell) One, ulong Place)> drawn = [];
        foreach (var one in from)
        {
            drawn.Add((one, random.Next()));
        }

        return
        [
            .. drawn.OrderBy(one => state.ShownOf(one.One.Case)).ThenBy(one => one.Place).Take(most)
                .Select(one => new ShownCase(
                    cases[one.One.Case],
                    sample(one.One.Cell)?.Output ?? "",
                    sample(one.One.Cell)?.Reasons ?? [],
                    one.One.Cell.Passed,
                    one.One.Cell.Decided,
                    one.One.Cell.Variance(state.Settings.VarianceSignal))),
        ];
    }
}
