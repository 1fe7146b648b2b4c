using System.Collections.Concurrent;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>All that must not be repeated of a service's address and headers.</summary>
internal sealed class SecretTexts
{
    readonly ConcurrentDictionary<string, ApiKey> _secrets = new(StringComparer.Ordinal);

    public void Add(string? secret)
    {
        if (secret is { Length: > 0 })
        {
            _secrets.TryAdd(secret, new ApiKey(secret));
        }
    }

    /// <summary>Adds the user of an address and the values of its query.</summary>
    public void AddOf(Uri address)
    {
        foreach (string part in Uri.UnescapeDataString(address.UserInfo).Split(':', 2))
        {
            Add(part);
        }

        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(Uri.UnescapeDataString(pair.Split('=', 2)[^1]));
        }
    }

    public bool AreIn(string text) => _secrets.Values.Any(secret => secret.IsIn(text));

    public string TakenOutOf(string text) => _secrets.Values.Aggregate(text, (rest, secret) => secret.TakenOutOf(rest));
}
