using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>One call of a model, in the terms of its wire format: all that its answer depends on.</summary>
internal sealed record ModelRequest
{
    // They reach the model by other ways, or would change the answer's shape on the wire.
    static readonly HashSet<string> s_reserved = ["model", "messages", "contents", "input", "stream", "stream_options"];

    public required string Model { get; init; }

    public required Conversation Conversation { get; init; }

    /// <summary>Members of the request that a person set, such as <c>temperature</c>; without tools, and without those that are null.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Tools as the wire format has them; null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>JSON Schema that the answer shall follow; null for none.</summary>
    public JsonElement? ResponseFormat { get; init; }

    /// <summary>How many alternatives of each token are wanted; 0 for none.</summary>
    public int TopLogProbs { get; init; }

    public int Sample { get; init; }

    /// <summary>The call that <paramref name="request"/> makes on a model. The prompt's own tools replace the profile's.</summary>
    public static ModelRequest From(string model, IReadOnlyDictionary<string, JsonElement> parameters, ProviderRequest request) => new()
    {
        Model = model,
        Conversation = Conversation.Of(request.Prompt),
        Parameters = parameters.ContainsKey("tools")
            ? parameters.Where(parameter => parameter.Key != "tools").ToDictionary(StringComparer.Ordinal)
            : parameters,
        Tools = NotEmpty(request.ToolDefinitions) ?? (parameters.TryGetValue("tools", out JsonElement tools) ? NotEmpty(tools) : null),
        ResponseFormat = request.ResponseFormat,
        TopLogProbs = request.TopLogProbs,
        Sample = request.Sample,
    };

    /// <summary>Reads a profile's parameters.</summary>
    /// <exception cref="PtmException">They are no object, or set what the profile sets elsewhere (PTM3004).</exception>
    public static IReadOnlyDictionary<string, JsonElement> ReadParameters(ProviderSettings settings)
    {
        Dictionary<string, JsonElement> parameters = new(StringComparer.Ordinal);
        if (settings.Parameters is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            return parameters;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(settings, "expected its parameters as a map, such as { temperature: 0 }");
        }

        foreach (JsonProperty parameter in given.EnumerateObject())
        {
            if (s_reserved.Contains(parameter.Name))
            {
                throw Invalid(settings, $"'{parameter.Name}' cannot be a parameter; the profile's model, its stream and the prompt say it");
            }

            if (!parameter.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            {
                throw Invalid(settings, $"'{parameter.Name}' is no name of a parameter");
            }

            if (ProfileKeys.PathIn(parameter.Name, parameter.Value) is { } path)
            {
                throw Invalid(settings, $"the parameter '{path}' looks like a key, which would stand in recorded answers; name the variable of the environment that holds it in api_key_env (promptfoo: apiKeyEnvar), or in a promptfoo config write a header with {{{{ env.NAME }}}} under headers");
            }

            if (parameter.NameEquals("n") && !(parameter.Value.ValueKind == JsonValueKind.Number && parameter.Value.TryGetInt32(out int n) && n == 1))
            {
                throw Invalid(settings, "the parameter 'n' must be 1; ask for samples of a case instead");
            }

            if (parameter.Value.ValueKind != JsonValueKind.Null)
            {
                parameters[parameter.Name] = parameter.Value;
            }
        }

        return parameters;
    }

    static PtmException Invalid(ProviderSettings settings, string problem) =>
        Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': {problem}.", settings.Location);

    static JsonElement? NotEmpty(JsonElement? tools) =>
        tools is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() > 0 ? list : null
        : tools is { ValueKind: JsonValueKind.Object } ? tools
        : null;
}
