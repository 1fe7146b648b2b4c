using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ptm.Engine.Providers.Models.Bedrock;

/// <summary>AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests").</summary>
internal static class SignatureV4
{
    const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds date, token and signature to a request's headers.</summary>
    /// <param name="request">The request, whose headers of before are signed too.</param>
    /// <param name="body">Its body.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="region">The region, such as <c>us-east-1</c>.</param>
    /// <param name="service">The service's name for signing, such as <c>bedrock</c>.</param>
    /// <param name="now">The time.</param>
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, AwsCredentials credentials, string region, string service, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string day = time[..8];
        Uri address = request.RequestUri!;
        request.Headers.Remove("X-Amz-Date");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.Remove("X-Amz-Security-Token");
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);
        }

        SortedDictionary<string, string> headers = new(StringComparer.Ordinal) { ["host"] = address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port}" };
        foreach ((string name, IEnumerable<string> values) in request.Content is null ? request.Headers : request.Headers.Concat(request.Content.Headers.Where(header => header.Key == "Content-Type")))
        {
#pragma warning disable CA1308 // The standard wants lower case.
            headers[name.ToLowerInvariant()] = string.Join(',', values.Select(value => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
#pragma warning restore CA1308
        }

        string signed = string.Join(';', headers.Keys);
        string canonical = string.Join(
            '\n',
            request.Method.Method,
            string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString)),
            Query(address),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            signed,
            Convert.ToHexStringLower(SHA256.HashData(body)));
        string scope = $"{day}/{region}/{service}/aws4_request";
        string toSign = string.Join('\n', Algorithm, time, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey);
        foreach (string part in (string[])[day, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    static string Query(Uri address) => string.Join(
        '&',
        address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Uri.EscapeDataString(Uri.UnescapeDataString(pair[0])), Value: pair.Length == 1 ? "" : Uri.EscapeDataString(Uri.UnescapeDataString(pair[1]))))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}"));
}
