namespace Ptm.Engine.Providers.Http;

/// <summary>Reads a request written as it travels: a line, headers, an empty line, a body.</summary>
internal static class RawRequest
{
    public static Func<HttpRequestMessage> Read(string head, string? body, bool https, ProviderSettings settings, Uri? baseAddress)
    {
        string[] lines = head.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines.Length > 0 ? lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': '{line}' in its request is no header.", settings.Location);
            }

            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        string? host = headers.GetValueOrDefault("host");
        if (first.Length < 2 || (host is null && baseAddress is null))
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': its request needs a first line such as POST /path HTTP/1.1 and a Host.", settings.Location);
        }

        Uri address = HttpProvider.Address(host is null ? first[1] : $"{(https ? "https" : "http")}://{host}{first[1]}", settings, baseAddress);
        headers.Remove("host");
        HttpRequestTemplate.Check(headers, settings);
        return () => HttpRequestTemplate.Message(new HttpMethod(first[0].ToUpperInvariant()), address, headers, body is { Length: > 0 } ? body : null, headers.GetValueOrDefault("content-type") ?? "text/plain");
    }
}
