using System.Globalization;

namespace Ptm.Engine.Library.Cases;

/// <summary>
/// Gives the ids that <see cref="CaseIds"/> gives, and remembers only the cases that have a twin: of a million cases without one, nothing.
/// Which those are was found before, by hashes; one taken for a twin by mistake is remembered in vain.
/// </summary>
internal sealed class CaseIdSequence(IReadOnlySet<int> twins)
{
    const char Mark = '#';

    // The highest number that was given to a basis; all up to it are taken.
    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    public string Next(string basis)
    {
        if (!IsTaken(basis))
        {
            if (twins.Contains(HashOf(basis)) || MayBeGiven(basis))
            {
                _taken[basis] = 1;
            }

            return basis;
        }

        int number = _taken.GetValueOrDefault(basis, 1);
        string numbered;
        do
        {
            number++;
            numbered = string.Create(CultureInfo.InvariantCulture, $"{basis}{Mark}{number}");
        }
        while (IsTaken(numbered));
        _taken[basis] = number;
        return numbered;
    }

    /// <summary>By which twins are found. The same in every process.</summary>
    public static int HashOf(string basis)
    {
        // FNV-1a; which hash it is matters to nobody, as twins are told apart by their text.
        uint hash = 2_166_136_261;
        foreach (char letter in basis)
        {
            hash = (hash ^ letter) * 16_777_619;
        }

        return (int)hash;
    }

    bool IsTaken(string id) => _taken.ContainsKey(id) || (Numbered(id) is var (basis, number) && _taken.TryGetValue(basis, out int highest) && number <= highest);

    // "a#2" by a person's hand, where "a" has a twin.
    bool MayBeGiven(string id) => Numbered(id) is var (basis, _) && (twins.Contains(HashOf(basis)) || MayBeGiven(basis));

    static (string Basis, int Number)? Numbered(string id)
    {
        int mark = id.LastIndexOf(Mark);
        return mark >= 0
            && id.AsSpan(mark + 1) is { Length: > 0 } digits
            && digits[0] is >= '1' and <= '9'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 2
                ? (id[..mark], number)
                : null;
    }
}
