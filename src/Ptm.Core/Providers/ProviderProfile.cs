namespace Ptm;

/// <summary>A provider that prompts can name; never its key.</summary>
/// <param name="Id">The name used in <c>provider_profiles</c>.</param>
/// <param name="Type">The kind, such as <c>openai</c>, <c>echo</c> or <c>method</c>.</param>
/// <param name="Model">The model it asks for; null where there is none.</param>
public sealed record ProviderProfile(string Id, string Type, string? Model = null);
