using System.Text;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>
/// <c>SELECT first_name last_name FROM t</c>: grammars read an alias where a comma was forgotten, and promptfoo does not.
/// </summary>
internal static partial class MissingComma
{
    public static bool IsIn(string sql, string dialect)
    {
        string code = CodeOf(sql);
        return SqlDialect.HasSelectHints(dialect) ? TwoNamesAfterHints.IsMatch(code) : TwoNames.IsMatch(code);
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_])SELECT\s+(?>(?:(?:DISTINCT|ALL)\s+)*)[A-Za-z_][A-Za-z0-9_]*\s+[A-Za-z_][A-Za-z0-9_]*\s+FROM(?![A-Za-z0-9_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TwoNames { get; }

    [GeneratedRegex(@"(?<![A-Za-z0-9_])SELECT\s+(?>(?:(?:DISTINCT|DISTINCTROW|ALL|HIGH_PRIORITY|STRAIGHT_JOIN|SQL_CALC_FOUND_ROWS|SQL_CACHE|SQL_NO_CACHE|SQL_BIG_RESULT|SQL_SMALL_RESULT|SQL_BUFFER_RESULT)\s+)*)[A-Za-z_][A-Za-z0-9_]*\s+[A-Za-z_][A-Za-z0-9_]*\s+FROM(?![A-Za-z0-9_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TwoNamesAfterHints { get; }

    /// <summary>SQL with comments as a blank and quoted texts empty.</summary>
    static string CodeOf(string sql)
    {
        StringBuilder code = new(sql.Length);
        int at = 0;
        while (at < sql.Length)
        {
            ReadOnlySpan<char> rest = sql.AsSpan(at);
            if (rest[0] is '\'' or '"' or '`')
            {
                at += QuotedLength(rest);
                code.Append("''");
            }
            else if (DollarTag(rest) is { Length: > 0 } tag && rest[tag.Length..].IndexOf(tag) is >= 0 and int length)
            {
                at += tag.Length + length + tag.Length;
                code.Append("''");
            }
            else if (CommentLength(rest) is > 0 and int comment)
            {
                at += comment;
                code.Append(' ');
            }
            else
            {
                code.Append(rest[0]);
                at++;
            }
        }

        return code.ToString();
    }

    static int QuotedLength(ReadOnlySpan<char> text)
    {
        char quote = text[0];
        int at = 1;
        while (at < text.Length)
        {
            if (text[at] == '\\' && quote != '`')
            {
                at += 2;
            }
            else if (text[at] != quote)
            {
                at++;
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                at += 2;
            }
            else
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    static ReadOnlySpan<char> DollarTag(ReadOnlySpan<char> text)
    {
        if (text[0] != '$')
        {
            return default;
        }

        int end = 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end < text.Length && text[end] == '$' ? text[..(end + 1)] : default;
    }

    static int CommentLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '#' || text.StartsWith("--"))
        {
            int end = text.IndexOf('\n');
            return end < 0 ? text.Length : end;
        }

        if (text.StartsWith("/*"))
        {
            int end = text[2..].IndexOf("*/");
            return end < 0 ? text.Length : end + 4;
        }

        return 0;
    }
}
