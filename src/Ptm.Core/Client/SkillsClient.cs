using System.Text.Json.Nodes;
using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class SkillsClient(PtmHttp http) : IPtmSkills
{
    public Task<IReadOnlyList<Skill>> ListAsync(SkillFilter? filter = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<Skill>>(
            http.To(
                PtmOperations.ListSkills,
                [],
                [("prompt_id", filter?.PromptId), ("team", filter?.Team), ("search", filter?.Search), .. (filter?.Extra ?? new Dictionary<string, string>()).Select(extra => (extra.Key, (string?)extra.Value))]),
            cancellationToken);

    public Task<Skill> GetAsync(string skill, CancellationToken cancellationToken = default) =>
        http.ReadAsync<Skill>(http.To(PtmOperations.GetSkill, [skill]), cancellationToken);

    public Task<Skill> GetByNameAsync(string qualifiedName, CancellationToken cancellationToken = default) =>
        http.ReadAsync<Skill>(http.To(PtmOperations.GetSkillByName, [qualifiedName]), cancellationToken);

    public Task<IReadOnlyList<Skill>> GetByPromptAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<Skill>>(http.To(PtmOperations.GetSkillsByPrompt, [promptId]), cancellationToken);

    public Task<Skill> PublishAsync(string promptId, SkillPayload payload, string? skillName = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return http.ReadAsync<Skill>(http.To(PtmOperations.PublishSkill, [promptId]) with { Body = PtmHttp.Json(new SkillPublication(payload, skillName)) }, cancellationToken);
    }

    public Task<Skill> UpdateAsync(string skillId, SkillPayload payload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return http.ReadAsync<Skill>(http.To(PtmOperations.UpdateSkill, [skillId]) with { Body = PtmHttp.Json(payload) }, cancellationToken);
    }

    public Task DeleteAsync(string skillId, CancellationToken cancellationToken = default) =>
        http.DoAsync(http.To(PtmOperations.DeleteSkill, [skillId]), cancellationToken);

    public Task<SkillContents> GetContentsAsync(string skill, CancellationToken cancellationToken = default) =>
        http.ReadAsync<SkillContents>(http.To(PtmOperations.GetSkillContents, [skill]), cancellationToken);

    public Task<UsageMetrics> GetUsageAsync(string skillId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<UsageMetrics>(http.To(PtmOperations.GetSkillUsageMetrics, [skillId]), cancellationToken);

    public Task<InvokeResult> InvokeEvalAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<InvokeResult>(Invocation.Of(http.To(PtmOperations.InvokeSkillEvalPtm, [skillId]), inputs, providerProfile, options, waits: true), cancellationToken);

    public Task<SkillBundle> InvokeWithBundleAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<SkillBundle>(Invocation.Of(http.To(PtmOperations.InvokeSkillWithBundle, [skillId]), inputs, providerProfile, options, waits: false), cancellationToken);

    public Task RecordInlineRunAsync(string skillId, InlineRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return http.DoAsync(http.To(PtmOperations.RecordSkillClientInlineRun, [skillId]) with { Body = PtmHttp.Json(run) }, cancellationToken);
    }
}
