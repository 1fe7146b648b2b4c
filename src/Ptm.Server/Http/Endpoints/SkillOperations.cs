namespace Ptm.Server.Http.Endpoints;

/// <summary>Prompts published as skills.</summary>
internal static class SkillOperations
{
    public static IEnumerable<Operation> All { get; } =
    [
        Operation.Read(PtmOperations.ListSkills, "Lists skills.", call => call.Ptm.Skills.ListAsync(
            new() { PromptId = call.Query("prompt_id"), Team = call.Query("team"), Search = call.Query("search") },
            call.Aborted)) with
        {
            Query =
            [
                new("prompt_id", "string", "Skills of this prompt."),
                new("team", "string", "Skills of this team."),
                new("search", "string", "Text found in the qualified name or description, ignoring case."),
            ],
        },
        Operation.Read(PtmOperations.GetSkill, "Reads a skill by its id or qualified name.", call => call.Ptm.Skills.GetAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetSkillByName, "Reads a skill by its qualified name.", call => call.Ptm.Skills.GetByNameAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetSkillsByPrompt, "Lists the skills of a prompt.", call => call.Ptm.Skills.GetByPromptAsync(call.Id, call.Aborted)),
        Operation.Write<SkillPublication, Skill>(PtmOperations.PublishSkill, "Publishes a prompt as a skill.", (call, publication) =>
            call.Ptm.Skills.PublishAsync(call.Id, publication.Payload, publication.SkillName, call.Aborted), status: 201),
        Operation.Write<SkillPayload, Skill>(PtmOperations.UpdateSkill, "Changes what the body sets.", (call, payload) => call.Ptm.Skills.UpdateAsync(call.Id, payload, call.Aborted)),
        Operation.Do(PtmOperations.DeleteSkill, "Takes a skill back.", call => call.Ptm.Skills.DeleteAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetSkillContents, "Reads a skill's files.", call => call.Ptm.Skills.GetContentsAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetSkillUsageMetrics, "Reads how often a skill's contents were asked for.", call => call.Ptm.Skills.GetUsageAsync(call.Id, call.Aborted)),
        Operation.Write<InvokeRequest, InvokeResult>(PtmOperations.InvokeSkillEvalPtm, "Runs a skill once, waits, and returns the scored output.", (call, invoke) =>
            call.Ptm.Skills.InvokeEvalAsync(call.Id, invoke.Inputs, invoke.ProviderProfile, invoke.Options, call.Aborted)) with { TimeLimit = null },
        Operation.Write<InvokeRequest, SkillBundle>(PtmOperations.InvokeSkillWithBundle, "Returns a skill's files and starts a scored run of the same inputs.", (call, invoke) =>
            call.Ptm.Skills.InvokeWithBundleAsync(call.Id, invoke.Inputs, invoke.ProviderProfile, invoke.Options, call.Aborted)),
        Operation.Do(PtmOperations.RecordSkillClientInlineRun, "Tells of a run that an application made by itself. Values of inputs are not stored.", async call =>
            await call.Ptm.Skills.RecordInlineRunAsync(call.Id, await call.ReadAsync<InlineRun>().ConfigureAwait(false), call.Aborted).ConfigureAwait(false)) with { Body = typeof(InlineRun) },
    ];
}
