using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>
/// A list of what SQL may touch: patterns in any case for <c>{statement}::{table's schema}::{table}</c>, or <c>{statement}::{table}::{column}</c>.
/// </summary>
internal sealed class SqlAuthorities
{
    const string Separator = "::";

    readonly IReadOnlyList<string> _written;
    readonly List<Regex> _patterns = [];

    /// <param name="written">The patterns.</param>
    /// <param name="columns">True when an entry for a table's column also stands for that column written without its table, which SQL leaves to the reader.</param>
    public SqlAuthorities(IReadOnlyList<string> written, bool columns)
    {
        _written = written;
        foreach (string entry in written)
        {
            Add(entry, entry);
            string[] parts = entry.Split(Separator);
            if (columns && parts.Length == 3)
            {
                Add(string.Join(Separator, parts[0], "null", parts[2]), entry);
            }
        }
    }

    /// <summary>Allows everything, because nothing was said.</summary>
    public static SqlAuthorities None { get; } = new([], columns: false);

    /// <summary>What is wrong with the first pattern that is none.</summary>
    public string? Flaw { get; private set; }

    public bool IsEmpty => _written.Count == 0;

    /// <summary>The patterns, for a reason.</summary>
    public string Written => Quote.List(_written);

    /// <summary>What is not allowed of <paramref name="touched"/>.</summary>
    /// <exception cref="RegexMatchTimeoutException">A pattern backtracks too much.</exception>
    public IReadOnlyList<string> Denied(IReadOnlyList<string> touched) =>
        IsEmpty ? [] : [.. touched.Where(authority => !_patterns.Exists(pattern => pattern.IsMatch(authority)))];

    void Add(string pattern, string entry)
    {
        (Regex? regex, string? flaw) = JavaScriptPattern.Compile($"(?i:^{pattern}$)");
        if (regex is not null)
        {
            _patterns.Add(regex);
        }
        else
        {
            Flaw ??= $"{Quote.Of(entry)}, which is no JavaScript regular expression: {flaw}";
        }
    }
}
