using Ptm.Engine.Library.Cases;

namespace Ptm.Engine.Running;

/// <summary>One prompt of a plan: on which providers each of its cases runs, and how often on each.</summary>
internal sealed record PlannedPrompt(PromptDefinition Prompt, IReadOnlyList<string> Providers, int Samples)
{
    public long Most => (long)Prompt.Tests.Count * Providers.Count * Samples;
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
                        foreach (PlannedCase one in Of(planned, test))
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

    static IEnumerable<PlannedCase> Of(PlannedPrompt planned, TestCase test)
    {
        foreach (string provider in planned.Providers)
        {
            for (int sample = 0; sample < planned.Samples; sample++)
            {
                yield return new(planned.Prompt, test, provider, sample);
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
