using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Engine.Optimizing.Racing;

/// <summary>A sample that is to be evaluated.</summary>
internal sealed record PlannedSample(Candidate Candidate, PlannedCase Cell);

/// <summary>Makes samples that nobody has seen, and has them evaluated.</summary>
internal sealed class CellPlan(SearchState state, IReadOnlyDictionary<string, TestCase> cases, ICellEvaluator evaluator)
{
    /// <summary>Samples of candidates on cases, case by case, so that money which runs out leaves whole cases.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="ids">The cases.</param>
    /// <param name="count">How many more samples of a candidate on a case of a provider.</param>
    public List<PlannedSample> For(IReadOnlyList<Candidate> candidates, IEnumerable<string> ids, Func<Candidate, string, string, int> count)
    {
        List<PlannedSample> planned = [];
        foreach (string id in ids)
        {
            foreach (string provider in state.Providers)
            {
                foreach (Candidate candidate in candidates)
                {
                    int first = state.Table.Of(candidate.Id, id, provider)?.Next ?? 0;
                    int more = count(candidate, id, provider);
                    for (int sample = first; sample < first + more; sample++)
                    {
                        planned.Add(new(candidate, new(candidate.Prompt, cases[id], provider, sample)));
                    }
                }
            }
        }

        return planned;
    }

    /// <summary>Evaluates them.</summary>
    /// <returns>What there is of each that the money sufficed for, and whether it did for all.</returns>
    public async Task<(List<SampleScore> Samples, bool IsComplete)> EvaluateAsync(List<PlannedSample> planned, decimal keptUsd, bool isHeldOut, CancellationToken cancellationToken)
    {
        if (planned.Count == 0)
        {
            return ([], true);
        }

        IReadOnlyList<CaseResult?> results = await evaluator.EvaluateAsync([.. planned.Select(one => one.Cell with { Sample = state.FirstSample + one.Cell.Sample })], keptUsd, cancellationToken).ConfigureAwait(false);
        List<SampleScore> samples = [];
        for (int index = 0; index < planned.Count; index++)
        {
            if (results[index] is { } result)
            {
                // A case may tell another id, provider or number than it was asked under; the search's are those it asked under.
                PlannedCase cell = planned[index].Cell;
                samples.Add(SampleScores.Of(planned[index].Candidate.Id, result, isHeldOut) with { CaseId = cell.Case.Id, Provider = cell.Provider, Sample = cell.Sample });
            }
        }

        return (samples, samples.Count == planned.Count);
    }
}
