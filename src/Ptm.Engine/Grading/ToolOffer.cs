using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Grading;

/// <summary>What a model was offered to call, as its wire format has it: <c>tools</c>, and the older <c>functions</c>.</summary>
internal sealed record ToolOffer(JsonElement? Tools, JsonElement? Functions)
{
    public static ToolOffer None { get; } = new(null, null);

    /// <summary>The prompt's own tools, which replace the provider's.</summary>
    public static ToolOffer Of(PromptDefinition prompt, IPromptProvider provider)
    {
        IReadOnlyDictionary<string, JsonElement>? parameters = (provider as IDescribedProvider)?.Parameters;
        return new(prompt.ToolDefinitions ?? Of(parameters, "tools"), Of(parameters, "functions"));
    }

    static JsonElement? Of(IReadOnlyDictionary<string, JsonElement>? parameters, string name) =>
        parameters is not null && parameters.TryGetValue(name, out JsonElement offered) ? offered : null;
}
