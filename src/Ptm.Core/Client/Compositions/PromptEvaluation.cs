using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Wire;

namespace Ptm;

/// <summary>What a run of a library prompt has beside the prompt's own cases.</summary>
public sealed record PromptEvalOptions
{
    /// <summary>Variables that replace, or join, those of each of the prompt's cases; null for none.</summary>
    public JsonObject? InjectVars { get; init; }

    /// <summary>Cases that are run beside the prompt's, as they are.</summary>
    public IReadOnlyList<TestCase> ExtraTests { get; init; } = [];

    /// <summary>Who may see the run.</summary>
    /// <value><see cref="Ptm.VisibilityScope.OrgVisible"/>.</value>
    public VisibilityScope VisibilityScope { get; init; } = VisibilityScope.OrgVisible;

    /// <summary>Name of the run.</summary>
    /// <value>The prompt's label, unless set.</value>
    public string? Label { get; init; }
}

/// <summary>Evaluations that are put together from other operations.</summary>
public static class PtmPromptEvaluation
{
    /// <summary>Reads a prompt and its cases, and starts one manual evaluation of them: with live data in their variables, with more cases.</summary>
    /// <param name="ptm">The server, or the engine in process.</param>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="providerIds">The providers; empty for the prompt's own.</param>
    /// <param name="options">Injected variables, more cases, scope and label; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404), or there is no case to run (422).</exception>
    public static async Task<RunResult> RunPromptAsync(this IPtm ptm, string promptId, IReadOnlyList<string> providerIds, PromptEvalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ptm);
        ArgumentNullException.ThrowIfNull(providerIds);
        options ??= new();
        PromptDefinition prompt = await ptm.Prompts.GetAsync(promptId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TestCase> tests = await ptm.Prompts.GetTestsAsync(promptId, cancellationToken).ConfigureAwait(false);
        CaseIds ids = new();
        TestCase[] cases =
        [
            .. tests.Select(test => test with { Vars = Inject(test.Vars, options.InjectVars) })
                .Concat(options.ExtraTests)
                .Select((test, index) => test with { Id = ids.Next(test.Id, test.Description, test.Vars), Index = index }),
        ];
        ManualEval manual = new()
        {
            Prompt = prompt with { Tests = cases, ProviderProfiles = providerIds.Count > 0 ? providerIds : prompt.ProviderProfiles },
            Label = options.Label,
            VisibilityScope = options.VisibilityScope,
        };
        return await ptm.Evaluations.RunManualAsync(manual, cancellationToken).ConfigureAwait(false);
    }

    static JsonElement Inject(JsonElement vars, JsonObject? injected)
    {
        if (injected is null || injected.Count == 0)
        {
            return vars;
        }

        JsonObject merged = UnknownFields.ToNode(vars) as JsonObject ?? [];
        foreach ((string name, JsonNode? value) in injected)
        {
            merged[name] = value?.DeepClone();
        }

        return UnknownFields.ToElement(merged);
    }
}
