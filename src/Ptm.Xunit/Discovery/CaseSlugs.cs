using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ptm.Xunit.Discovery;

/// <summary>Short names for filters, without a character that a shell or a filter would take for its own: lower case letters and digits of ASCII, and hyphens. A case has one on all providers, and in its prompt nobody else has it.</summary>
internal sealed class CaseSlugs
{
    const int Longest = 40;

    readonly Dictionary<(string Prompt, string Case), string> _given = [];
    readonly HashSet<(string Prompt, string Slug)> _taken = [];

    public string Of(PlannedCase planned)
    {
        (string, string) key = (planned.Prompt.Id, planned.Case.Id);
        if (!_given.TryGetValue(key, out string? slug))
        {
            slug = Next(planned.Prompt.Id, Of(planned.Case.Description) is { Length: > 0 } described ? described
                : Of(planned.Case.Id) is { Length: > 0 } identified ? identified
                : Unspellable(planned.Case.Id));
            _given[key] = slug;
        }

        return slug;
    }

    internal static string Of(string text)
    {
        StringBuilder slug = new(Longest);
        foreach (char letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == Longest)
            {
                break;
            }
        }

        return slug.ToString().TrimEnd('-');
    }

    // Not numbered: the next one would change its slug when a case is put before it.
    static string Unspellable(string id) => "case-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(id)).AsSpan(0, 4));

    string Next(string prompt, string slug)
    {
        string numbered = slug;
        for (int number = 2; !_taken.Add((prompt, numbered)); number++)
        {
            string ending = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            numbered = slug[..Math.Min(slug.Length, Longest - ending.Length)].TrimEnd('-') + ending;
        }

        return numbered;
    }
}
