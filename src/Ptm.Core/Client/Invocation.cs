using System.Text.Json.Nodes;
using Ptm.Client.Http;

namespace Ptm.Client;

/// <summary>The call that invokes a prompt or skill.</summary>
internal static class Invocation
{
    public static Call Of(Call call, JsonObject inputs, string? providerProfile, InvokeOptions? options, bool waits)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InvokeRequest request = new() { Inputs = inputs, ProviderProfile = providerProfile, Options = options ?? new() };
        if (request.Options.Timeout < TimeSpan.FromSeconds(1) || request.Options.Timeout > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), request.Options.Timeout, "The time to wait for a scored output is 1 second to an hour.");
        }

        return call with { Body = PtmHttp.Json(request), IdempotencyKey = PtmHttp.NewKey(), Work = waits ? request.Options.Timeout : TimeSpan.Zero };
    }
}
