using System.Security.Cryptography;
using System.Text.Json;

namespace Ptm.Engine.Stores;

/// <summary>The digest by which a prompt's version is known: equal content has an equal digest, wherever it is kept.</summary>
public static class PromptHash
{
    /// <summary>The digest of a prompt's content: <c>sha256:</c> and 64 digits. Version, hash, owner's scope and places in files are no content.</summary>
    public static string Of(PromptDefinition prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptDefinition content = prompt with { Version = null, Hash = null, VisibilityScope = null };
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, PtmJson.For<PromptDefinition>())));
    }
}
