namespace Ptm.Engine.Library.Sources;

/// <summary>Writes out the <c>{a,b}</c> of a pattern: one pattern for each choice, in the order written.</summary>
internal static class BraceList
{
    const int Most = 1000;

    /// <exception cref="PtmException">PTM3008: more than a thousand choices.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        List<string> done = [];
        Stack<string> open = new([pattern]);
        while (open.TryPop(out string? next))
        {
            if (done.Count + open.Count > Most)
            {
                throw new PtmException(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"The braces of this pattern stand for more than {Most} patterns: {pattern}"));
            }

            if (Find(next) is not var (start, end, choices))
            {
                done.Add(next);
                continue;
            }

            foreach (string choice in Enumerable.Reverse(choices))
            {
                open.Push(next[..start] + choice + next[(end + 1)..]);
            }
        }

        return done;
    }

    // The first pair of braces with a comma between them; others are letters of the name.
    static (int Start, int End, List<string> Choices)? Find(string pattern)
    {
        for (int start = pattern.IndexOf('{', StringComparison.Ordinal); start >= 0; start = pattern.IndexOf('{', start + 1))
        {
            int depth = 0;
            int from = start + 1;
            List<string> choices = [];
            for (int at = start; at < pattern.Length; at++)
            {
                depth += pattern[at] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0 || (depth == 1 && pattern[at] == ','))
                {
                    choices.Add(pattern[from..at]);
                    from = at + 1;
                }

                if (depth == 0)
                {
                    if (choices.Count > 1)
                    {
                        return (start, at, choices);
                    }

                    break;
                }
            }
        }

        return null;
    }
}
