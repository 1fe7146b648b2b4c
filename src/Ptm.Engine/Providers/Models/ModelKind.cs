namespace Ptm.Engine.Providers.Models;

/// <summary>Which wire format family a service speaks.</summary>
internal enum ModelApi
{
    OpenAi,
    Azure,
    Anthropic,
    Google,
    Vertex,
    Bedrock,
    Ollama,
    HuggingFace,
}

/// <summary>A service that answers for models. A service that is compatible with another is a row of <see cref="ModelKinds"/>, and no code.</summary>
/// <param name="Name">Its name as a type: <c>openrouter</c>.</param>
/// <param name="Api">The wire format that it speaks.</param>
/// <param name="BaseUrl">Its address up to and with its version; empty where the profile has to say it.</param>
internal sealed record ModelKind(string Name, ModelApi Api, string BaseUrl)
{
    /// <summary>Variables of the environment that hold its key; the first that is set counts.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];

    /// <summary>Variables of the environment that hold another address of it.</summary>
    public IReadOnlyList<string> BaseUrlVariables { get; init; } = [];

    /// <summary>False for what runs on one's own machine or network, where a key is the exception.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>Whether an answer can be held to a JSON Schema; otherwise to JSON only.</summary>
    public bool HoldsToSchema { get; init; } = true;

    /// <summary>Whether it can tell the probabilities of tokens, for a caller that likes to have them.</summary>
    public bool TellsLogProbs { get; init; } = true;

    /// <summary>Other names of it in ids.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it can do beside chat.</summary>
    public IReadOnlyList<ModelTask> Tasks { get; init; } = [];

    /// <summary>What a bare <c>kind:model</c> asks for in promptfoo.</summary>
    public ModelTask TaskOfBareId { get; init; } = ModelTask.Chat;

    /// <summary>First segments of a model that belong to APIs of the service which are not called here.</summary>
    public IReadOnlyList<string> OtherApis { get; init; } = [];
}
