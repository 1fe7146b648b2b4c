namespace Ptm;

/// <summary>
/// Makes a method the provider of a name, so that a prompt file tests the team's own program.
/// A method that answers takes a <see cref="string"/> (the rendered prompt) or a <see cref="ProviderRequest"/>, and a <see cref="CancellationToken"/> if it likes;
/// it returns a <see cref="string"/> or a <see cref="ModelOutput"/>, or a task of either. On a class, each call has a new object.
/// A method without parameters makes what answers: it returns an <c>IChatClient</c>, an <c>HttpClient</c> or an <see cref="IPromptProvider"/>, or a task of one,
/// and is called once, when the first case asks. What it returned, and the object that it was called on, are disposed of when all cases have ended.
/// It is static, or its class has a public constructor without parameters.
/// </summary>
/// <param name="name">The name used in <c>provider_profiles</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtmProviderAttribute(string name) : Attribute
{
    /// <summary>The name used in <c>provider_profiles</c>.</summary>
    public string Name { get; } = name;
}
