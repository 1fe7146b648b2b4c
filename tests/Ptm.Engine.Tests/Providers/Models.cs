using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Limits;
using Ptm.Engine.Providers.Models;
using Ptm.Engine.Providers.Models.Prices;

namespace Ptm.Engine.Tests.Providers;

/// <summary>Models as a catalog makes them, without cassettes.</summary>
internal static class Models
{
    public static ModelProvider Of(ProviderSettings settings, TimeProvider? time = null, ProviderRole role = ProviderRole.Candidate) =>
        new(settings, ModelId.Parse(settings.Type)!, new PriceList(), LimitsOf(settings, time ?? TimeProvider.System, role), time ?? TimeProvider.System);

    public static LimitedProvider Limited(ProviderSettings settings, TimeProvider time, ProviderRole role = ProviderRole.Candidate) =>
        new(Of(settings, time, role), settings, LimitsOf(settings, time, role), time);

    /// <summary>Any provider within a profile's limits, which it shares with all of the same name.</summary>
    public static LimitedProvider Limited(IPromptProvider inner, ProviderSettings settings, TimeProvider time) =>
        new(inner, settings, CallLimits.Of(settings, settings.Name, ProviderRole.Candidate, time), time);

    static CallLimits LimitsOf(ProviderSettings settings, TimeProvider time, ProviderRole role) =>
        CallLimits.Of(settings, ModelProvider.Identity(settings, ModelId.Parse(settings.Type)!), role, time);
}
