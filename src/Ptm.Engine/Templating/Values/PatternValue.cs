using System.Text;
using System.Text.RegularExpressions;
using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Values;

/// <summary>A regular expression of a template, with JavaScript's meaning and a time limit.</summary>
internal sealed class PatternValue : DictValue
{
    readonly Regex _regex;
    readonly string _source;
    readonly string _flags;

    public PatternValue(string pattern, string flags)
    {
        _source = pattern;
        _flags = flags;

        // The others say where to look, which is not the pattern's own business.
        (Regex? regex, string? flaw) = JavaScriptPattern.Compile(pattern, string.Concat(flags.Where(flag => flag is 'i' or 'm')));
        _regex = regex ?? throw new TemplateFault($"the regular expression is not valid: {flaw}");
    }

    public bool IsGlobal => _flags.Contains('g', StringComparison.Ordinal);

    public override string Label => $"/{_source}/{_flags}";

    public bool IsMatch(string text) => Bounded(() => _regex.IsMatch(text));

    public string Replace(RenderScope scope, string text, string replacement, bool all)
    {
        long length = text.Length;
        return Bounded(() => _regex.Replace(
            text,
            match =>
            {
                string piece = Expand(replacement, text, match);
                length += piece.Length;
                scope.CheckLength(length);
                return piece;
            },
            all ? -1 : 1));
    }

    public List<Value> Split(string text) => Bounded(() => _regex.Split(text).Select(part => (Value)part).ToList());

    /// <summary>JavaScript's replacement patterns: $$, $&amp;, $`, $', $1.</summary>
    public static string Expand(string replacement, string text, Match? match, int index = 0, int length = 0)
    {
        if (!replacement.Contains('$', StringComparison.Ordinal))
        {
            return replacement;
        }

        index = match?.Index ?? index;
        length = match?.Length ?? length;
        StringBuilder result = new();
        for (int at = 0; at < replacement.Length; at++)
        {
            char next = replacement[at] == '$' && at + 1 < replacement.Length ? replacement[at + 1] : '\0';
            ReadOnlySpan<char> piece = replacement.AsSpan(at, 1);
            int used = 1;
            switch (next)
            {
                case '$':
                    piece = "$";
                    break;
                case '&':
                    piece = text.AsSpan(index, length);
                    break;
                case '`':
                    piece = text.AsSpan(0, index);
                    break;
                case '\'':
                    piece = text.AsSpan(index + length);
                    break;
                case >= '1' and <= '9' when match is not null && next - '0' < match.Groups.Count:
                    piece = match.Groups[next - '0'].ValueSpan;
                    break;
                default:
                    used = 0;
                    break;
            }

            result.Append(piece);
            at += used;
        }

        return result.ToString();
    }

    static T Bounded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault($"the regular expression took longer than {JavaScriptPattern.Time.TotalSeconds:0} s");
        }
    }
}
