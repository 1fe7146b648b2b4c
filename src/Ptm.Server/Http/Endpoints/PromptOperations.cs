namespace Ptm.Server.Http.Endpoints;

/// <summary>Prompts, their versions and contents.</summary>
internal static class PromptOperations
{
    public static IEnumerable<Operation> All { get; } =
    [
        Operation.Read(PtmOperations.ListPrompts, "Lists prompts in their newest version.", call => call.Ptm.Prompts.ListAsync(
            new()
            {
                Tag = call.Query("tag"),
                Team = call.Query("team"),
                Service = call.Query("service"),
                Source = call.Query("source"),
                Search = call.Query("search"),
                Group = call.Query("group"),
            },
            call.Aborted)) with
        {
            Query =
            [
                new("tag", "string", "A tag the prompt has."),
                new("team", "string", "The owning team."),
                new("service", "string", "The using service."),
                new("source", "string", "The prompt's source."),
                new("search", "string", "Text found in the id or label, ignoring case."),
                new("group", "string", "The prompt's group."),
            ],
        },
        Operation.Write<ManualEval, PromptDefinition>(PtmOperations.CreatePrompt, "Creates a prompt, or the next version of one.", CreateAsync, status: 201) with { Body = typeof(PromptDefinition) },
        Operation.Read(PtmOperations.GetPrompt, "Reads a prompt with its test cases.", call => call.Ptm.Prompts.GetAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetPromptTests, "Reads a prompt's test cases.", call => call.Ptm.Prompts.GetTestsAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.ListPromptVersions, "Lists a prompt's versions, the newest first.", call => call.Ptm.Prompts.ListVersionsAsync(call.Id, call.Aborted)),
        Operation.Read(PtmOperations.GetPromptVersion, "Reads one version of a prompt.", call => call.Ptm.Prompts.GetVersionAsync(call.Id, call.PathNumber(1), call.Aborted)),
        Operation.Read(PtmOperations.GetPromptContents, "Reads what an application needs to use a prompt.", call => call.Ptm.Prompts.GetContentsAsync(call.Id, (int?)call.Number("version"), call.Aborted)) with
        {
            Query = [new("version", "integer", "The version's number. Default: the newest.")],
        },
        Operation.Read(PtmOperations.GetPromptUsageMetrics, "Reads how often a prompt's contents were asked for.", call => call.Ptm.Prompts.GetUsageAsync(call.Id, call.Aborted)),
        Operation.Write<InvokeRequest, InvokeResult>(PtmOperations.InvokePromptEvalPtm, "Runs a prompt once, waits, and returns the scored output.", (call, invoke) =>
            call.Ptm.Prompts.InvokeEvalAsync(call.Id, invoke.Inputs, invoke.ProviderProfile, invoke.Options, call.Aborted)) with { TimeLimit = null },
        Operation.Write<InvokeRequest, PromptBundle>(PtmOperations.InvokePromptWithBundle, "Returns a prompt's contents and starts a scored run of the same inputs.", (call, invoke) =>
            call.Ptm.Prompts.InvokeWithBundleAsync(call.Id, invoke.Inputs, invoke.ProviderProfile, invoke.Options, call.Aborted)),
        Operation.Do(PtmOperations.RecordPromptClientInlineRun, "Tells of a run that an application made by itself. Values of inputs are not stored.", async call =>
            await call.Ptm.Prompts.RecordInlineRunAsync(call.Id, await call.ReadAsync<InlineRun>().ConfigureAwait(false), call.Aborted).ConfigureAwait(false)) with { Body = typeof(InlineRun) },
    ];

    // Read as what a manual evaluation holds, because that keeps the fields that nobody knows: a misspelt check must not be lost.
    static Task<PromptDefinition> CreateAsync(ServerCall call, ManualEval body)
    {
        if (body.Extra is { Count: > 0 } extra)
        {
            throw new PtmException([.. extra.Select(field => new Diagnostic(DiagnosticCodes.UnknownKey, DiagnosticSeverity.Error, $"A prompt has no field '{CaseName.OneLine(field.Key)}', so what it asks for would be lost."))], null);
        }

        return body.Prompt.Id == PtmJson.ManualPromptId
            ? throw Refusal.Of(422, DiagnosticCodes.InvalidValue, "A prompt needs an 'id' of its own, by which tests and builds name it, such as support.refund.")
            : call.Ptm.Prompts.CreateAsync(body.Prompt with { Label = body.Prompt.Label ?? body.Label, VisibilityScope = body.Prompt.VisibilityScope ?? body.VisibilityScope }, call.Aborted);
    }
}
