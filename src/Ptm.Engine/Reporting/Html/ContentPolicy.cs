using System.Security.Cryptography;
using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>What the page's browser is told to refuse: everything but the page's own style and script, known by their hashes.</summary>
internal static class ContentPolicy
{
    /// <summary>A Content-Security-Policy. Trusted types make the browser refuse text as markup even from the page's own script.</summary>
    public static string For(string style, string script) =>
        $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
