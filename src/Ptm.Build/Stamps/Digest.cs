using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Ptm.Build.Stamps;

internal static class Digest
{
    public static string Of(string text) => Of(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    public static string Of(Stream content)
    {
        using SHA256 hash = SHA256.Create();
        using (content)
        {
            return Convert.ToBase64String(hash.ComputeHash(content));
        }
    }
}
