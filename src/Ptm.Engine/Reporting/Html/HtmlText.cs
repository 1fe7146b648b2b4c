using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Ptm.Engine.Reporting.Html;

/// <summary>Text that says in a page what it says, whatever it is.</summary>
internal static class HtmlText
{
    static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text) => s_encoder.Encode(text);

    /// <summary>A name on one line, beside others that may be written from right to left.</summary>
    public static string Name(string name) => $"<bdi>{Encode(CaseName.OneLine(name, 120))}</bdi>";
}
