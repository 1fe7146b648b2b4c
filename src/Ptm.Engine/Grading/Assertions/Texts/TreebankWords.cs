using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions.Texts;

/// <summary>Words and punctuation in lower case, by the conventions of the Penn Treebank: <c>don't</c> is <c>do</c> and <c>n't</c>.</summary>
internal static partial class TreebankWords
{
    public static List<string> Of(string text)
    {
        string line = LowerCase.Of(text).Replace('\u0085', ' ');
        line = OpeningQuote().Replace(line, "${before} `` ");
        line = Ellipsis().Replace(line, " $0 ");
        line = Separator().Replace(line, " $0 ");
        line = Acronym().IsMatch(line) ? line : LastPeriod().Replace(line, "${before} .${after} ");
        line = Mark().Replace(line, " $0 ");
        line = $" {line} ";
        line = line.Replace("\"", " '' ", StringComparison.Ordinal);
        line = ClosingQuote().Replace(line, "${before} ' ");
        line = Clitic().Replace(line, "${word} ${clitic} ");
        line = Contraction().Replace(line, "$0 ");
        return Words.Of(line);
    }

    [GeneratedRegex(@"(?<before>^|[ (\[{<])""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OpeningQuote();

    [GeneratedRegex(@"\.\.\.|``|''", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ellipsis();

    [GeneratedRegex("[;@#$%&]|[,:](?![0-9])|--", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Separator();

    [GeneratedRegex(@"(^|[^a-z.])([a-z]\.){2,}[\])}>""']*\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Acronym();

    [GeneratedRegex(@"(?<before>[^.])\.(?<after>[\])}>""']*)\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LastPeriod();

    [GeneratedRegex(@"[?!\][(){}<>]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Mark();

    [GeneratedRegex("(?<before>[^'])' ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClosingQuote();

    [GeneratedRegex("(?<word>[^' ])(?<clitic>'s|'m|'d|'ll|'re|'ve|n't) ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Clitic();

    // Two words that are written as one.
    [GeneratedRegex(@"(?<first>\bcan(?=not\b)|\bd(?='ye\b)|\bgim(?=me\b)|\bgon(?=na\b)|\bgot(?=ta\b)|\blem(?=me\b)|\bmore(?='n\b)|\bwan(?=na\b)|(?<= )'t(?=(is|was)\b))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Contraction();
}
