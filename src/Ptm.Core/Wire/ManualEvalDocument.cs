namespace Ptm.Wire;

/// <summary>A manual eval: a prompt's fields with the run's label and scope in their places, and whatever else was sent.</summary>
internal sealed record ManualEvalDocument : PromptDocument
{
    // The prompt's own name where the run has another.
    public string? PromptLabel { get; init; }

    public static ManualEvalDocument From(ManualEval manual)
    {
        bool hasOwnLabel = manual.Label is not null && manual.Label != manual.Prompt.Label;
        ManualEvalDocument document = (ManualEvalDocument)Fill(new ManualEvalDocument(), manual.Prompt);
        return document with
        {
            Label = manual.Label ?? manual.Prompt.Label,
            PromptLabel = hasOwnLabel ? manual.Prompt.Label ?? manual.Prompt.Id : null,
            VisibilityScope = manual.VisibilityScope,
            Unknown = UnknownFields.ToWrite(manual.Extra),
        };
    }

    public ManualEval ToManual() => new()
    {
        Prompt = ToPrompt(Id ?? PtmJson.ManualPromptId, "$") with { Label = PromptLabel ?? Label },
        Label = Label,
        VisibilityScope = VisibilityScope,
        Extra = FindUnknown().ToExtra(),
    };
}
