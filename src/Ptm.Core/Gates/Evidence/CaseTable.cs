namespace Ptm;

/// <summary>The samples of every case, whatever their order. Its memory grows with the cases and not with their samples. Not thread-safe.</summary>
internal sealed class CaseTable(bool withDetails)
{
    readonly Dictionary<(string Prompt, string Case), List<CaseSamples>> _cases = [];

    /// <summary>The samples, the cases in the order in which the first of each came.</summary>
    public IEnumerable<CaseSamples> Cases => _cases.Values.SelectMany(samples => samples);

    public void Add(CaseResult result)
    {
        if (!_cases.TryGetValue((result.PromptId, result.Id), out List<CaseSamples>? providers))
        {
            providers = new(1);
            _cases.Add((result.PromptId, result.Id), providers);
        }

        CaseSamples? samples = providers.Find(known => known.Holds(result));
        if (samples is null)
        {
            samples = new(result.PromptId, result.Id, result.Provider, result.Description);
            providers.Add(samples);
        }

        samples.Add(result, withDetails);
    }

    /// <summary>What the samples so far add up to.</summary>
    public CaseFigures ToFigures(BaselinePairing? pairing)
    {
        CaseFigures figures = new(pairing);
        foreach (CaseSamples samples in Cases)
        {
            figures.Add(samples);
        }

        return figures.Complete();
    }
}
