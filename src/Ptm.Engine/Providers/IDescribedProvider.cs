namespace Ptm.Engine.Providers;

/// <summary>A provider that can say what it is without a call. Asked through this interface, so that listing providers loads no client library.</summary>
internal interface IDescribedProvider
{
    /// <summary>The kind, such as <c>openai</c> or <c>method</c>.</summary>
    string Type { get; }

    /// <summary>The model it asks for; null where there is none.</summary>
    string? Model { get; }
}
