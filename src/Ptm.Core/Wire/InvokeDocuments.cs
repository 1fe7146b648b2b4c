using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ptm.Wire;

/// <summary>What is sent to invoke a prompt or skill, in the seed's names.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InvokeRequestDocument
{
    const int LongestSeconds = 60 * 60;

    public required JsonElement Inputs { get; init; }

    public string? ProviderProfile { get; init; }

    public string? JudgeProfile { get; init; }

    public int? TimeoutSeconds { get; init; }

    public bool? Amend { get; init; }

    public static InvokeRequestDocument From(InvokeRequest request) => new()
    {
        Inputs = UnknownFields.ToElement(request.Inputs),
        ProviderProfile = request.ProviderProfile,
        JudgeProfile = request.Options.JudgeProfile,
        TimeoutSeconds = (int)Math.Clamp(Math.Ceiling(request.Options.Timeout.TotalSeconds), 1, LongestSeconds),
        Amend = request.Options.Amend,
    };

    public InvokeRequest ToRequest()
    {
        if (TimeoutSeconds is < 1 or > LongestSeconds)
        {
            throw WireFault.At("$.timeout_seconds", $"the time limit is 1 to {LongestSeconds} seconds.");
        }

        return new()
        {
            Inputs = UnknownFields.ToNode(Inputs) as JsonObject ?? throw WireFault.At("$.inputs", "the inputs are an object of names and values."),
            ProviderProfile = ProviderProfile,
            Options = new() { JudgeProfile = JudgeProfile, Timeout = TimeSpan.FromSeconds(TimeoutSeconds ?? 60), Amend = Amend ?? false },
        };
    }
}

/// <summary>A scored output.</summary>
internal sealed record InvokeResultDocument
{
    public required string RunKey { get; init; }

    public string? Output { get; init; }

    public double? Score { get; init; }

    public required CaseOutcome Outcome { get; init; }

    public CaseDocument? Result { get; init; }

    public static InvokeResultDocument From(InvokeResult result) => new()
    {
        RunKey = result.RunKey,
        Output = result.Output,
        Score = result.Score,
        Outcome = result.Outcome,
        Result = result.Result is { } scored ? CaseDocument.From(scored) : null,
    };

    public InvokeResult ToResult() => new() { RunKey = RunKey, Output = Output, Score = Score, Outcome = Outcome, Result = Result?.ToResult() };
}

/// <summary>A skill with the key of its run.</summary>
internal sealed record SkillBundleDocument
{
    public required string RunKey { get; init; }

    public required SkillContentsDocument Bundle { get; init; }

    public static SkillBundleDocument From(SkillBundle bundle) => new() { RunKey = bundle.RunKey, Bundle = SkillContentsDocument.From(bundle.Bundle) };

    public SkillBundle ToBundle() => new() { RunKey = RunKey, Bundle = Bundle.ToContents("$.bundle") };
}

/// <summary>A prompt with the key of its run.</summary>
internal sealed record PromptBundleDocument
{
    public required string RunKey { get; init; }

    public required PromptContentsDocument Bundle { get; init; }

    public static PromptBundleDocument From(PromptBundle bundle) => new() { RunKey = bundle.RunKey, Bundle = PromptContentsDocument.From(bundle.Bundle) };

    public PromptBundle ToBundle() => new() { RunKey = RunKey, Bundle = Bundle.ToContents("$.bundle") };
}
