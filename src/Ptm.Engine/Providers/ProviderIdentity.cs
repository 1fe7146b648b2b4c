namespace Ptm.Engine.Providers;

/// <summary>What code is told of a provider.</summary>
/// <param name="Id">Its id as written.</param>
/// <param name="Label">Its label; empty for none.</param>
internal sealed record ProviderIdentity(string Id, string Label);
