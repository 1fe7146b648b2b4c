using System.Text;

namespace Ptm.Core.Tests.Client;

/// <summary>A request as it came over the wire.</summary>
public sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    /// <summary>What matters of it, with keys that are new each time scrubbed.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Method).Append(' ').Append(Target).Append('\n');
        foreach (string name in (string[])["Accept", "Idempotency-Key", "Last-Event-ID"])
        {
            if (Headers.TryGetValue(name, out string? value))
            {
                text.Append(name).Append(": ").Append(name == "Idempotency-Key" ? "{key}" : value).Append('\n');
            }
        }

        return text.Append(Body.Length == 0 ? "" : Body + "\n").ToString();
    }
}
