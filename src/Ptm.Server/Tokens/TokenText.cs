using System.Security.Cryptography;
using System.Text;

namespace Ptm.Server.Tokens;

/// <summary>The text of a token: <c>ptm_</c>, a public id of 12 letters and digits, <c>_</c>, and a secret of 43.</summary>
internal static class TokenText
{
    const string Prefix = "ptm_";
    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const int IdLength = 12;

    // 43 of 62 characters are 256 bits.
    const int SecretLength = 43;

    public static (string Id, string Secret) New() => (RandomNumberGenerator.GetString(Alphabet, IdLength), RandomNumberGenerator.GetString(Alphabet, SecretLength));

    public static string Join(string id, string secret) => $"{Prefix}{id}_{secret}";

    /// <summary>Takes a token apart.</summary>
    /// <returns>False when the text cannot be a token.</returns>
    public static bool TrySplit(string? token, out string id, out string secret)
    {
        bool fits = token is { Length: 4 + IdLength + 1 + SecretLength }
            && token.StartsWith(Prefix, StringComparison.Ordinal)
            && token[Prefix.Length + IdLength] == '_'
            && token.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
        id = fits ? token!.Substring(Prefix.Length, IdLength) : "";
        secret = fits ? token![^SecretLength..] : "";
        return fits;
    }

    /// <summary>
    /// The digest that is stored. SHA-256 alone, not a slow salted hash as for passwords: there are 2^256 secrets, all equally likely,
    /// so none can be guessed from its digest however fast guesses are, and every request has to be checked.
    /// </summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
