using System.Globalization;
using System.Text.Json.Nodes;
using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class PromptsClient(PtmHttp http) : IPtmPrompts
{
    public Task<IReadOnlyList<PromptDefinition>> ListAsync(PromptFilter? filter = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<PromptDefinition>>(
            http.To(
                PtmOperations.ListPrompts,
                [],
                [("tag", filter?.Tag), ("team", filter?.Team), ("service", filter?.Service), ("source", filter?.Source), ("search", filter?.Search), ("group", filter?.Group)]),
            cancellationToken);

    public Task<PromptDefinition> GetAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<PromptDefinition>(http.To(PtmOperations.GetPrompt, [promptId]), cancellationToken);

    public Task<IReadOnlyList<TestCase>> GetTestsAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<TestCase>>(http.To(PtmOperations.GetPromptTests, [promptId]), cancellationToken);

    public Task<IReadOnlyList<PromptVersion>> ListVersionsAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<PromptVersion>>(http.To(PtmOperations.ListPromptVersions, [promptId]), cancellationToken);

    public Task<PromptVersion> GetVersionAsync(string promptId, int version, CancellationToken cancellationToken = default) =>
        http.ReadAsync<PromptVersion>(http.To(PtmOperations.GetPromptVersion, [promptId, version.ToString(CultureInfo.InvariantCulture)]), cancellationToken);

    public Task<PromptDefinition> CreateAsync(PromptDefinition prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return http.ReadAsync<PromptDefinition>(http.To(PtmOperations.CreatePrompt) with { Body = PtmHttp.Json(prompt) }, cancellationToken);
    }

    public Task<PromptContents> GetContentsAsync(string promptId, int? version = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<PromptContents>(http.To(PtmOperations.GetPromptContents, [promptId], [("version", version?.ToString(CultureInfo.InvariantCulture))]), cancellationToken);

    public Task<UsageMetrics> GetUsageAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<UsageMetrics>(http.To(PtmOperations.GetPromptUsageMetrics, [promptId]), cancellationToken);

    public Task<InvokeResult> InvokeEvalAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<InvokeResult>(Invocation.Of(http.To(PtmOperations.InvokePromptEvalPtm, [promptId]), inputs, providerProfile, options, waits: true), cancellationToken);

    public Task<PromptBundle> InvokeWithBundleAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<PromptBundle>(Invocation.Of(http.To(PtmOperations.InvokePromptWithBundle, [promptId]), inputs, providerProfile, options, waits: false), cancellationToken);

    public Task RecordInlineRunAsync(string promptId, InlineRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return http.DoAsync(http.To(PtmOperations.RecordPromptClientInlineRun, [promptId]) with { Body = PtmHttp.Json(run) }, cancellationToken);
    }
}
