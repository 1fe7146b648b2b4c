using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Whether a judge's words around its verdict decline to judge: then the object beside them is a quote and no verdict. English, as judges are asked in English.</summary>
internal static partial class RefusalWords
{
    public static bool AreIn(string prose) => Declines().IsMatch(prose);

    // At the start of a sentence or line only, so that a judge may tell what an output says.
    [GeneratedRegex(
        @"(^|[.!?;:]\s+|\n\s*|\bbut )(unfortunately,? |however,? |but )?(i('m| am) (very |so |really )?sorry|sorry|(my |i )?apolog(y|ies|ize|ise)"
        + @"|as an ai\b|as a (large )?language model|(i|we) (cannot|can't|can not|won't|will not|must not|refuse|decline|do not|don't) (to )?(comply|help|assist|judge|grade|rate|score|evaluate|assess|provide|give|return|output|produce|do|follow|accept|answer|engage|continue|fulfil|say|confirm|agree)"
        + @"|(i|we) (refuse|decline)\b|i('m| am) (unable|not able|not going|not allowed|not permitted)\b|cannot comply)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Declines();
}
