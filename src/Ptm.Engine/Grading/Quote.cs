using System.Globalization;

namespace Ptm.Engine.Grading;

/// <summary>Values in reasons: quoted, and cut so that a reason stays readable.</summary>
internal static class Quote
{
    const int MaxLength = 200;

    public static string Of(string text, int maxLength = MaxLength) => string.Concat("\"", Cut(text, maxLength), "\"");

    public static string Of(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    public static string List(IEnumerable<string> items) => Cut(string.Join(", ", items.Select(item => Of(item))));

    /// <summary>At most <paramref name="maxLength"/> characters, never half a surrogate pair.</summary>
    public static string Cut(string text, int maxLength = MaxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        int length = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
