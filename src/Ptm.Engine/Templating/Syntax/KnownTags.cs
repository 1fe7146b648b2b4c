namespace Ptm.Engine.Templating.Syntax;

/// <summary>What to say of a tag that cannot stand where it does.</summary>
internal static class KnownTags
{
    static readonly string[] _tags = ["call", "filter", "for", "if", "macro", "raw", "set", "switch", "verbatim"];
    static readonly string[] _unsupported =
        ["asyncAll", "asyncEach", "block", "endblock", "extends", "from", "ifAsync", "import", "include", "super"];

    static readonly string[] _parts =
        ["case", "default", "elif", "else", "elseif", "endcall", "endfilter", "endfor", "endif", "endmacro", "endset", "endswitch"];

    public static TemplateException Refuse(TemplateSource source, in Token tag) => source.SyntaxError(
        tag.Position,
        Array.IndexOf(_unsupported, tag.Value) >= 0 ? $"'{tag.Value}' is not supported: a template here stands alone; write the text in place, or use a macro"
        : tag.Value is "raw" or "verbatim" ? $"'{tag.Value}' takes nothing behind its name"
        : Array.IndexOf(_parts, tag.Value) >= 0 ? $"'{tag.Value}' is not expected here: no open tag has such a part"
        : $"there is no tag '{tag.Value}'. {NearestName.Hint(tag.Value, _tags)}");
}
