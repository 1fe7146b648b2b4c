using Ptm.Engine.Library.Cases;

namespace Ptm.Engine.Running;

/// <summary>One prompt of a plan: on which providers its cases run, and how often on each, unless a case says so itself.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Providers">The providers.</param>
/// <param name="Samples">How often.</param>
/// <param name="AreChosen">Whether the providers were asked for, whatever a case says.</param>
internal sealed record PlannedPrompt(PromptDefinition Prompt, IReadOnlyList<string> Providers, int Samples, bool AreChosen)
{
    /// <summary>How many cases there are before any is filtered out.</summary>
    public long Most { get; } = Prompt.Tests is StreamedCases { RunsAlike: true }
        ? (long)Prompt.Tests.Count * Providers.Count * Samples
        : Prompt.Tests.Sum(test => (long)ProvidersOf(test, Providers, AreChosen).Count() * (test.Setup.Repeat ?? Samples));

    public IEnumerable<PlannedCase> Cases(TestCase test)
    {
        foreach (string provider in ProvidersOf(test, Providers, AreChosen))
        {
            for (int sample = 0; sample < (test.Setup.Repeat ?? Samples); sample++)
            {
                yield return new(Prompt, test, provider, sample);
            }
        }
    }

    static IEnumerable<string> ProvidersOf(TestCase test, IReadOnlyList<string> providers, bool areChosen) =>
        areChosen || test.Setup.Providers.Count == 0 ? providers : providers.Where(provider => test.Setup.Providers.Contains(provider, StringComparer.Ordinal));
}

/// <summary>The prompts of one file, whose cases they share: planned by test, then prompt, provider and sample. Each list of cases is read on once for all prompts that have it.</summary>
internal sealed class PlannedSuite(IReadOnlyList<PlannedPrompt> prompts, EvalSelection selection)
{
    readonly IReadOnlyList<TestCase>[] _lists = [.. prompts.Select(planned => planned.Prompt.Tests).Distinct(ReferenceEqualityComparer.Instance).Cast<IReadOnlyList<TestCase>>()];

    public IEnumerable<PromptDefinition> Prompts => prompts.Select(planned => planned.Prompt);

    /// <summary>How many cases there are before any is filtered out.</summary>
    public long Most => prompts.Sum(planned => planned.Most);

    /// <summary>Whether cases are made anew each time they are asked for.</summary>
    public bool IsStreamed => _lists.Any(list => list is StreamedCases);

    public IEnumerable<PlannedCase> Cases()
    {
        IEnumerator<TestCase>?[] lists = [.. _lists.Select(list => list.GetEnumerator())];
        try
        {
            for (int list = 0; list < lists.Length; list++)
            {
                MoveNext(lists, list);
            }

            while (lists.Min(list => list?.Current.Index) is { } index)
            {
                foreach (PlannedPrompt planned in prompts)
                {
                    int list = Array.IndexOf(_lists, planned.Prompt.Tests);
                    if (lists[list]?.Current is { } test && test.Index == index && selection.Includes(planned.Prompt, test))
                    {
                        foreach (PlannedCase one in planned.Cases(test))
                        {
                            yield return one;
                        }
                    }
                }

                for (int list = 0; list < lists.Length; list++)
                {
                    if (lists[list]?.Current.Index == index)
                    {
                        MoveNext(lists, list);
                    }
                }
            }
        }
        finally
        {
            foreach (IEnumerator<TestCase>? list in lists)
            {
                list?.Dispose();
            }
        }
    }

    static void MoveNext(IEnumerator<TestCase>?[] lists, int list)
    {
        if (!lists[list]!.MoveNext())
        {
            lists[list]!.Dispose();
            lists[list] = null;
        }
    }
}
