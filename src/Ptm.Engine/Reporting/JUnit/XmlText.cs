using System.Text;

namespace Ptm.Engine.Reporting.JUnit;

/// <summary>Text of anybody as XML: what XML cannot hold is spelled <c>\uXXXX</c>.</summary>
internal static class XmlText
{
    /// <summary>Text between tags; line breaks stay.</summary>
    public static string Of(string text, int maxLength) => Escaped(Excerpt.Of(text, maxLength), isAttribute: false);

    /// <summary>The value of an attribute, on one line.</summary>
    public static string Attribute(string text, int maxLength) => Escaped(CaseName.OneLine(text, maxLength), isAttribute: true);

    static string Escaped(string text, bool isAttribute)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' when isAttribute => escaped.Append("&quot;"),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }
}
