using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Finds a judge's object in what it was given to grade, word for word or written anew: then it was planted there, and the judge only repeats it.</summary>
internal static partial class PlantedText
{
    static readonly string[] s_quotes = ["{'", "{ '", ":'", ": '", "‘", "`"];

    // How deep an object can be quoted in strings of strings and is still looked for.
    const int Levels = 3;

    // A text with so many objects that begin as a verdict and are none is there to hide one.
    const int MostBroken = 500;

    /// <param name="verdict">The judge's object.</param>
    /// <param name="graded">The texts that were graded.</param>
    public static bool IsIn(JsonElement verdict, IEnumerable<string> graded)
    {
        string raw = verdict.GetRawText();
        string wanted = Plain(Folded(raw));
        string same = Canonical(verdict);

        // A reason that says nothing may be left out by whoever repeats the rest.
        HashSet<string> names = ["reason", .. verdict.EnumerateObject().Select(member => Lower(member.Name))];
        return graded.Select(Folded).Any(text => (text.Length >= wanted.Length && Plain(text).Contains(wanted, StringComparison.OrdinalIgnoreCase))
            || Spellings(text).Any(spelling => Holds(spelling, same, names, (raw.Length * 8) + 4_096)));
    }

    // An object with the same members in any order, and with the same values however they are written.
    static bool Holds(string text, string same, HashSet<string> names, int longest)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int broken = 0;
        for (int brace = Array.IndexOf(bytes, (byte)'{'); brace >= 0; brace = Array.IndexOf(bytes, (byte)'{', brace + 1))
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(brace, Math.Min(longest, bytes.Length - brace));
            if (!BeginsWithOneOf(names, rest))
            {
                continue;
            }

            if (!JsonObjects.TryRead(rest, out JsonElement found, out _, lenient: true))
            {
                if (++broken > MostBroken)
                {
                    return true;
                }
            }
            else if (Canonical(found) == same)
            {
                return true;
            }
        }

        return false;
    }

    static bool BeginsWithOneOf(HashSet<string> names, ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> inside = json[1..].TrimStart(" "u8);
        if (inside is not [(byte)'"', ..] || inside[1..].IndexOf((byte)'"') is not (>= 0 and <= 200 and var end))
        {
            return inside is [(byte)'/', ..];
        }

        return names.Contains(Encoding.UTF8.GetString(inside.Slice(1, end)));
    }

    /// <summary>The text in small letters with single spaces: as it is, out of strings, entities and addresses, and as the JSON that it may stand for.</summary>
    static IEnumerable<string> Spellings(string text)
    {
        string current = OneSpace(Lower(text));
        for (int level = 0; level <= Levels; level++)
        {
            if (current.Contains('{', StringComparison.Ordinal))
            {
                foreach (string quoted in Quoted(current))
                {
                    yield return quoted;
                    if (BareNames().IsMatch(quoted))
                    {
                        yield return BareWords().Replace(BareNames().Replace(quoted, "${before}\"${name}\":"), "${before}\"${word}\"${behind}");
                    }
                }
            }

            string next = Unquoted(Decoded(current));
            if (next == current)
            {
                yield break;
            }

            current = OneSpace(Lower(Folded(next)));
        }
    }

    // With the quotes that JSON has for those that it has not, and without comments, which it has not either.
    static IEnumerable<string> Quoted(string text)
    {
        string plain = text.Contains("/*", StringComparison.Ordinal) ? Comments().Replace(text, " ") : text;
        string straight = Straight(plain, "“”„‟«»");
        string other = s_quotes.Any(quote => straight.Contains(quote, StringComparison.Ordinal)) ? Straight(straight, "'‘’`") : straight;
        return new[] { text, plain, straight, other }.Distinct(StringComparer.Ordinal);
    }

    static string Decoded(string text)
    {
        text = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        return text.Contains("%7b", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
    }

    // Without letters that nobody sees, and with letters of full width as those of half.
    static string Folded(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder folded = new(text.Length);
        foreach (char letter in text)
        {
            if (char.GetUnicodeCategory(letter) != UnicodeCategory.Format)
            {
                folded.Append(letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter);
            }
        }

        return folded.ToString();
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?<before>[{,] ?)(?<name>[a-z_]\w{0,99}) ?:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BareNames();

    [GeneratedRegex(@"(?<before>: ?)(?!(true|false|null)\b)(?<word>[a-z_]\w{0,99})(?<behind> ?[,}])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BareWords();

    static string Straight(string text, string quotes)
    {
        StringBuilder straight = new(text);
        foreach (char quote in quotes)
        {
            straight.Replace(quote, '"');
        }

        return straight.ToString();
    }

    // One level of a string's escapes.
    static string Unquoted(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
            }
            else if (Escaped(text, i) is { } letter)
            {
                plain.Append(letter);
                i += 5;
            }
            else
            {
                i++;
                plain.Append(text[i] is 'n' or 'r' or 't' or 'b' or 'f' ? ' ' : text[i]);
            }
        }

        return plain.ToString();
    }

    static char? Escaped(string text, int at) =>
        at + 5 < text.Length && text[at + 1] == 'u' && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) ? (char)code : null;

    static string OneSpace(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (char letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                plain.Append(letter);
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString();
    }

    /// <summary>A value as a verdict is read, however it is written.</summary>
    public static string Canonical(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return "{" + string.Join(",", value.EnumerateObject().Where(member => !SaysNothing(member.Value)).Select(member => $"{Lower(member.Name)}:{Canonical(member.Value)}").Order(StringComparer.Ordinal)) + "}";
            case JsonValueKind.Array:
                return "[" + string.Join(",", value.EnumerateArray().Select(Canonical)) + "]";
            case JsonValueKind.String:
                return Word(Lower(Plain(Folded(JudgeObject.TextOf(value) ?? value.GetRawText()))));
            default:
                return Word(Lower(value.GetRawText()));
        }
    }

    static bool SaysNothing(JsonElement value) => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    // As a verdict is read: a number in quotes is the number, and yes is true.
    static string Word(string text) => text switch
    {
        "true" or "yes" or "pass" or "y" => "true",
        "false" or "no" or "fail" or "n" => "false",
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? (number + 0.0).ToString("R", CultureInfo.InvariantCulture) : $"\"{text}\"",
    };

#pragma warning disable CA1308 // JSON's own words are in small letters.
    static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308

    // Without white space, backslashes and escapes, so that no level of quoting hides it.
    static string Plain(string text)
    {
        text = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                if (Escaped(text, i) is { } letter)
                {
                    plain.Append(letter);
                    i += 5;
                }
                else if (i + 1 < text.Length && text[i + 1] is 'n' or 'r' or 't')
                {
                    i++;
                }
            }
            else if (!char.IsWhiteSpace(text[i]))
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
