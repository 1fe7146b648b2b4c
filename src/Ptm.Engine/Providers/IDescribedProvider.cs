using System.Collections.ObjectModel;
using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>A provider that can say what it is without a call. Asked through this interface, so that listing providers loads no client library.</summary>
internal interface IDescribedProvider
{
    /// <summary>The kind, such as <c>openai</c> or <c>method</c>.</summary>
    string Type { get; }

    /// <summary>The model it asks for; null where there is none.</summary>
    string? Model { get; }

    /// <summary>Members of the request that a person set, with tools and functions.</summary>
    IReadOnlyDictionary<string, JsonElement> Parameters => ReadOnlyDictionary<string, JsonElement>.Empty;
}
