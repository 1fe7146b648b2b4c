namespace Ptm;

/// <summary>
/// Makes a method the provider of a name, so that a prompt file tests the team's own program.
/// The method takes a <see cref="string"/> (the rendered prompt) or a <see cref="ProviderRequest"/>, and a <see cref="CancellationToken"/> if it likes;
/// it returns a <see cref="string"/> or a <see cref="ModelOutput"/>, or a task of either.
/// It is static, or its class has a public constructor without parameters.
/// </summary>
/// <param name="name">The name used in <c>provider_profiles</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtmProviderAttribute(string name) : Attribute
{
    /// <summary>The name used in <c>provider_profiles</c>.</summary>
    public string Name { get; } = name;
}
