using System.Globalization;

namespace Ptm.Engine.Grading;

/// <summary>Values in reasons: quoted, and cut so that a reason stays readable.</summary>
internal static class Quote
{
    const int MaxLength = 200;

    public static string Of(string text) => string.Concat("\"", Cut(text), "\"");

    public static string Of(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    public static string List(IEnumerable<string> items) => Cut(string.Join(", ", items.Select(Of)));

    /// <summary>At most 200 characters, never half a surrogate pair.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        int length = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
