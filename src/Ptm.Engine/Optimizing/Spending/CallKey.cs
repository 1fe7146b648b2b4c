using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>The identity of a call within an optimization: whom it asks, and all that the answer depends on.</summary>
internal static class CallKey
{
    public static string Of(string provider, ModelRequest request) => Hash(provider, CassetteKey.Canonical(request));

    /// <summary>Of a program, which may look at the variables too.</summary>
    public static string Of(string provider, ProviderRequest request)
    {
        StringBuilder text = new();
        CanonicalJson.Append(text, request.Vars.ValueKind == JsonValueKind.Undefined ? TestCase.EmptyObject : request.Vars);
        return Hash(
            provider,
            text.Append('\n').ToString() + CassetteKey.Canonical(ModelRequest.From("", new Dictionary<string, JsonElement>(), request)));
    }

    static string Hash(string provider, string asked) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(provider + "\n" + asked)))[..32];
}
