using System.Collections.Frozen;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>Names of HTML's elements.</summary>
internal static class HtmlElements
{
    /// <summary>Elements that make a text HTML. Not among them: those that stand in tables only, and those that HTML has given up.</summary>
    static readonly FrozenSet<string> s_known = Set(
        "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas cite code data datalist dd del details dfn dialog div dl dt " +
        "em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark " +
        "math menu meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section select slot small " +
        "source span strong style sub summary sup svg table template textarea time title track u ul var video wbr");

    /// <summary>Elements whose start tag alone tells that HTML is meant.</summary>
    static readonly FrozenSet<string> s_telling = Set(
        "a body br button div form h1 h2 h3 h4 h5 h6 head hr html img input li link meta ol p script span style table td th tr ul");

    public static bool IsKnown(string name) => s_known.Contains(name) || name.Contains('-', StringComparison.Ordinal);

    public static bool IsTelling(string name) => s_telling.Contains(name);

    static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
