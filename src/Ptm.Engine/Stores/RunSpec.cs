namespace Ptm.Engine.Stores;

/// <summary>What a run evaluates. The case at an index follows from it alone, the same in every process and after every restart: cases of the first prompt, then of the next; within a prompt by test, then provider, then sample.</summary>
public sealed record RunSpec
{
    /// <summary>The prompts, whole, as they were when the run was accepted. Each has its providers.</summary>
    public required IReadOnlyList<PromptDefinition> Prompts { get; init; }

    /// <summary>How often each case is run on each provider, 1 or more.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>How many cases the run has.</summary>
    public int CaseCount => checked(Prompts.Sum(prompt => prompt.Tests.Count * prompt.ProviderProfiles.Count) * Samples);

    /// <summary>The case at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run has no such index.</exception>
    public PlannedCase CaseAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int rest = index;
        foreach (PromptDefinition prompt in Prompts)
        {
            int providers = prompt.ProviderProfiles.Count;
            int cases = prompt.Tests.Count * providers * Samples;
            if (rest < cases)
            {
                (int test, int within) = Math.DivRem(rest, providers * Samples);
                (int provider, int sample) = Math.DivRem(within, Samples);
                return new(prompt, prompt.Tests[test], prompt.ProviderProfiles[provider], sample);
            }

            rest -= cases;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "The run has fewer cases.");
    }
}
