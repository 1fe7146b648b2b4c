using Ptm.Engine.Providers.Models.Bedrock;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>Says to a service who asks.</summary>
internal abstract class RequestAuthorization
{
    public abstract ValueTask ApplyAsync(HttpRequestMessage message, byte[] body, CancellationToken cancellationToken);
}

/// <summary>A key in a header; none where there is no key.</summary>
internal sealed class KeyHeader(string header, string prefix, string? key) : RequestAuthorization
{
    public override ValueTask ApplyAsync(HttpRequestMessage message, byte[] body, CancellationToken cancellationToken)
    {
        if (key is not null && !message.Headers.Contains(header))
        {
            message.Headers.TryAddWithoutValidation(header, prefix + key);
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>A signature of AWS.</summary>
internal sealed class AwsSignature(AwsCredentials credentials, string region, TimeProvider time) : RequestAuthorization
{
    const string Service = "bedrock";

    public override ValueTask ApplyAsync(HttpRequestMessage message, byte[] body, CancellationToken cancellationToken)
    {
        SignatureV4.Sign(message, body, credentials, region, Service, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }
}
