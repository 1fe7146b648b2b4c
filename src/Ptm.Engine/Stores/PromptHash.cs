using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Stores;

/// <summary>The digest by which a prompt's version is known: equal content has an equal digest, wherever it is kept.</summary>
public static class PromptHash
{
    /// <summary>The digest of a prompt's content: <c>sha256:</c> and 64 digits. Version, hash, owner's scope and places in files are no content, nor is how a number is spelt.</summary>
    public static string Of(PromptDefinition prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptDefinition content = prompt with { Version = null, Hash = null, VisibilityScope = null };
        return "sha256:" + Convert.ToHexStringLower(Digest(JsonSerializer.SerializeToUtf8Bytes(content, PtmJson.For<PromptDefinition>())));
    }

    // A request's 1.0 is a file's 1.
    static byte[] Digest(ReadOnlySpan<byte> json)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 1000 });
        int done = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number) && double.IsFinite(number))
            {
                int start = (int)reader.TokenStartIndex;
                digest.AppendData(json[done..start]);
                digest.AppendData(Encoding.ASCII.GetBytes(YamlJson.NumberText(number)));
                done = start + reader.ValueSpan.Length;
            }
        }

        digest.AppendData(json[done..]);
        return digest.GetHashAndReset();
    }
}
