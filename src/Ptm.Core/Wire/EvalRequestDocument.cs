using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>What <c>run_eval</c> sends.</summary>
internal sealed record EvalRequestDocument
{
    public IReadOnlyList<string>? PromptIds { get; init; }

    public IReadOnlyList<string>? ProviderIds { get; init; }

    public string? Label { get; init; }

    public string? JudgeProfile { get; init; }

    public VisibilityScope? VisibilityScope { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public static EvalRequestDocument From(EvalRequest request) => new()
    {
        PromptIds = request.PromptIds,
        ProviderIds = request.ProviderIds,
        Label = request.Label,
        JudgeProfile = request.JudgeProfile,
        VisibilityScope = request.VisibilityScope,
        Unknown = UnknownFields.ToWrite(request.Extra),
    };

    public EvalRequest ToRequest()
    {
        UnknownFields unknown = new();
        unknown.Add("$", Unknown);
        return new()
        {
            PromptIds = PromptIds ?? [],
            ProviderIds = ProviderIds ?? [],
            Label = Label,
            JudgeProfile = JudgeProfile,
            VisibilityScope = VisibilityScope,
            Extra = unknown.ToExtra(),
        };
    }
}
