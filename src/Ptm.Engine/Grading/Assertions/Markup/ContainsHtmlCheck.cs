using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>
/// <c>contains-html</c>: a sign that tells by itself, which is a document type or the start of a common element, or two kinds of lesser signs:
/// a start tag, an end tag, an empty-element tag, an attribute in a tag, an entity, a comment. One alone is also in <c>List&lt;int&gt;</c>.
/// </summary>
internal sealed partial class ContainsHtmlCheck : InstantCheck
{
    /// <summary>What is open and never closed would be looked for from each of its places on, to the end of the text, by a pattern that goes back.</summary>
    static readonly Regex[] s_lesser = [Linear(@"<[a-zA-Z][a-zA-Z0-9-]*(\s[^>]*)?>"), EndTag(), Linear(@"<[a-zA-Z][a-zA-Z0-9-]*(\s[^<>]*)?/>"), Linear(@"\s[a-zA-Z-]+=[""'][^""']*[""'][^>]*>"), Entity(), Linear("<!--.*?-->")];

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => hasValue ? "takes no value" : null;

    protected override Verdict Run(CheckInput input) => Verdict.Of(
        IsIn(input.Text),
        input.Inverted,
        $"{input.Expected}to contain HTML, found {Quote.Of(input.Text)}");

    static bool IsIn(string text) =>
        DocumentType().IsMatch(text)
        || TagName().EnumerateMatches(text) is var names && AnyTelling(text, names)
        || s_lesser.Count(sign => sign.IsMatch(text)) >= 2;

    static bool AnyTelling(string text, Regex.ValueMatchEnumerator names)
    {
        foreach (ValueMatch name in names)
        {
            if (HtmlElements.IsTelling(text.Substring(name.Index, name.Length)))
            {
                return true;
            }
        }

        return false;
    }

    static Regex Linear(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    [GeneratedRegex("<!DOCTYPE html", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DocumentType();

    [GeneratedRegex(@"(?<=<)[a-zA-Z][a-zA-Z0-9]*(?![a-zA-Z0-9_])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TagName();

    [GeneratedRegex(@"</[a-zA-Z][a-zA-Z0-9-]*\s*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EndTag();

    [GeneratedRegex(@"&([a-zA-Z][a-zA-Z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Entity();
}
