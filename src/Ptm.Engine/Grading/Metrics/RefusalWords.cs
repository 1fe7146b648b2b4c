using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Whether a judge's words decline to judge: then the object beside them is a quote or a form, and no verdict. English, as judges are asked in English.</summary>
internal static partial class RefusalWords
{
    const string Judging = "judge|grade|rate|score|evaluate|assess";
    const string Cannot = "(cannot|can't|can not|could not|couldn't|won't|will not|must not|may not|do not|don't|am unable to|am not able to|am not allowed to|am not permitted to|refuse to|decline to)";
    const string HasTo = "(have to|must|need to|will( have to)?|would rather|'d rather|choose to|am going to) (respectfully |politely |regretfully )?(decline|refuse|abstain)";
    const string NoVerdict = @"no (verdict|score|grade|rating|judge?ment|evaluation|assessment|decision) (is|was|can be|could be|will be) (possible|given|available|provided|made|reached|returned)";
    const string Impossible = "(it is |it's )?(not possible|impossible) (for me )?to (" + Judging + ")";
    const string Rules = @"my (own )?(guidelines?|polic(y|ies)|instructions|rules|training|programming|safety \w+) (prevents?|prohibits?|forbids?|bars?|stops?|keeps?|do(es)? not|don't|doesn't)";

    /// <summary>Whether the words around an object decline.</summary>
    public static bool AreIn(string prose) => Declines().IsMatch(Straight(prose));

    /// <summary>Whether a verdict's own reason declines. It may well tell that an output does: so only what it begins with counts, and only of judging.</summary>
    public static bool AreReason(string reason) => ReasonDeclines().IsMatch(Straight(reason));

    static string Straight(string text) => text.Replace('’', '\'');

    // At the start of a sentence or line only, so that a judge may tell what an output says.
    [GeneratedRegex(
        @"(^\s*|[.!?;:]\s+|\n\s*|\bbut )(unfortunately,? |regrettably,? |however,? |but )?(i('m| am) (very |so |really )?sorry|sorry|(my |i )?apolog(y|ies|ize|ise)"
        + @"|i('m| am) afraid (that )?(i|we) (" + Cannot + "|" + HasTo + ")"
        + @"|as an ai\b|as a (large )?language model|(i|we) " + Cannot + @" (to )?(comply|help|assist|" + Judging + @"|provide|give|return|output|produce|do|follow|accept|answer|engage|continue|fulfil|say|confirm|agree|offer|make|perform)"
        + @"|(i|we) (refuse|decline)\b|(i|we) " + HasTo + @"|i('m| am) (unable|not able|not going|not allowed|not permitted)\b|cannot comply"
        + @"|(cannot|can't|can not|could not|unable to|not able to|refus(e|ing) to|declin(e|ing) to) (comply|assist|help with|" + Judging + @")\b"
        + "|" + NoVerdict + "|" + Impossible + "|" + Rules + @")|\b(against|violat(es?|ing)) my (own )?(guidelines?|polic(y|ies)|instructions|rules|programming)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Declines();

    // "I cannot rate it higher" judges.
    [GeneratedRegex(
        @"^\s*(((i('m| am) )?(very |so |really )?sorry|unfortunately|regrettably|i('m| am) afraid|as an ai( language)?( model| assistant)?|as a (large )?language model)[,.:;]?\s*(but )?(that )?)?"
        + @"(((i|we) " + Cannot + @"|i('m| am) (unable|not able|not allowed|not permitted) to|cannot|can't|unable to|not able to) (comply|assist with (this|that)|help with (this|that)|" + Judging + @")\b(?![^.!?\n]*\b(higher|lower|above|below|more|less|better|worse|beyond|highly|well)\b)"
        + @"|(i|we) " + HasTo + @"\b|" + NoVerdict + "|" + Impossible + "|" + Rules + ")",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ReasonDeclines();
}
