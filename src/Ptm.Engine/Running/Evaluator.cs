using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Library;
using Ptm.Engine.Operations;
using Ptm.Engine.Providers;
using Ptm.Engine.Running.Comparisons;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>Takes one planned case through the stations: render, provider, grade.</summary>
internal sealed class Evaluator(ProviderCatalog providers, Grader grader, PromptRenderer renderer, PromptFunction functions, CaseVariables variables, Hooks hooks, Func<PromptDefinition, RunRules> rulesOf, SecretFilter secrets, TimeProvider time)
{
    // A name that does not resolve fails the same way for every case; looking it up again would only cost time.
    readonly ConcurrentDictionary<string, IPromptProvider> _providers = new(StringComparer.Ordinal);

    /// <summary>Evaluates one case. Whatever goes wrong in a file, provider or script is the case's error.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="session">What earlier cases of the run left behind.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The caller ended the run.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, RunSession session, CancellationToken cancellationToken)
    {
        RunRules rules = rulesOf(planned.Prompt);
        if (rules.Extensions.Count == 0)
        {
            return secrets.TakenOutOf(await EvaluateAsync(planned, rules, session, cancellationToken).ConfigureAwait(false));
        }

        CaseResult result = await EvaluateHookedAsync(planned, rules, session, cancellationToken).ConfigureAwait(false);
        session.Keep(rules, planned, result);
        return secrets.TakenOutOf(result);
    }

    /// <summary>Evaluates one case up to what compares its output with others.</summary>
    /// <exception cref="OperationCanceledException">The caller ended the run.</exception>
    public async Task<UnfinishedCase> EvaluateUnfinishedAsync(PlannedCase planned, RunSession session, CancellationToken cancellationToken)
    {
        CaseResult result = await EvaluateAsync(planned, session, cancellationToken).ConfigureAwait(false);
        return session.TakeUnfinished(planned) is { } unfinished && result.Error is null ? unfinished with { Result = result } : new(result, null, null);
    }

    /// <summary>Does what configs want done when all their cases have a result.</summary>
    /// <exception cref="PtmException">A hook failed.</exception>
    public async Task EndAsync(RunSession session, string runKey, CancellationToken cancellationToken)
    {
        foreach ((RunRules rules, IReadOnlyCollection<(PlannedCase Case, CaseResult Result)> results) in session.Begun)
        {
            await hooks.AfterAllAsync(rules, results, runKey, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<CaseResult> EvaluateHookedAsync(PlannedCase planned, RunRules rules, RunSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.BeginAsync(rules, () => hooks.BeforeAllAsync(rules.Extensions, rules.Prompts, cancellationToken)).ConfigureAwait(false);
            PlannedCase changed = planned with { Case = await hooks.BeforeEachAsync(rules.Extensions, planned, cancellationToken).ConfigureAwait(false) };
            CaseResult result = await EvaluateAsync(changed, rules, session, cancellationToken).ConfigureAwait(false);
            await hooks.AfterEachAsync(rules.Extensions, changed, result, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (PtmException e)
        {
            return Failed(planned, new(e.Diagnostics[0].Code, e.Diagnostics[0].Message, e.Diagnostics[0].Location));
        }
    }

    async Task<CaseResult> EvaluateAsync(PlannedCase planned, RunRules rules, RunSession session, CancellationToken cancellationToken)
    {
        if (CaseTime.Left(rules, session, time) is not { } left)
        {
            return await JudgeAsync(planned, rules, session, cancellationToken).ConfigureAwait(false);
        }

        using CancellationTokenSource limit = new(left.Time, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            return await JudgeAsync(planned, rules, session, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(planned, new(DiagnosticCodes.ProviderTimeout, left.Reason));
        }
    }

    async Task<CaseResult> JudgeAsync(PlannedCase planned, RunRules rules, RunSession session, CancellationToken cancellationToken)
    {
        if (planned.Case.Unsupported is [var feature, ..])
        {
            return Failed(planned, feature.Problem is { } problem
                ? new(feature.ProblemCode, problem, feature.Location)
                : new(DiagnosticCodes.NotSupportedYet, $"'{feature.Name}' is not supported yet, so this case cannot be judged.", feature.Location));
        }

        RenderedPrompt? rendered = null;
        ModelOutput? output = null;
        try
        {
            (TestCase completed, IReadOnlySet<string>? data) = await variables.CompleteAsync(planned, rules, session, cancellationToken).ConfigureAwait(false);
            TestCase test = renderer.RenderVars(planned.Prompt, completed, cancellationToken, data);
            string name = test.Setup.Provider ?? planned.Provider;
            rendered = planned.Prompt.Code is null
                ? renderer.Render(planned.Prompt, test, cancellationToken)
                : await functions.RenderAsync(planned.Prompt, test, providers.SettingsOf(name)?.Identity ?? new(name, name), cancellationToken).ConfigureAwait(false);
            IPromptProvider? provider = test.Setup.Given is null ? ProviderOf(name, planned.Prompt) : null;
            output = provider is null ? GivenOutput(test.Setup.Given!.Value) : await AnswerAsync(provider, planned, test, rendered, cancellationToken).ConfigureAwait(false);
            await WaitAsync(output, provider is null ? TimeSpan.Zero : rules.Delay + (providers.SettingsOf(name)?.Delay ?? TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
            if (CaseVariables.NamesConversation(planned.Prompt))
            {
                session.Continue(planned, ConversationTurn.Of(rendered, output.Text));
            }

            Grade grade = await grader.GradeAsync(
                new()
                {
                    Prompt = planned.Prompt,
                    Case = test,
                    Planned = test.Setup.TransformVars is null ? planned.Case : completed,
                    Rendered = rendered,
                    Output = output,
                    Provider = name,
                    ProviderIdentity = providers.SettingsOf(name)?.Identity,
                    ProviderTransform = providers.SettingsOf(planned.Provider)?.Transform,
                    Offer = provider is null ? ToolOffer.None : ToolOffer.Of(planned.Prompt, provider),
                    Sample = planned.Sample,
                    ComparesOutputs = session.ComparesOutputs,
                    Templates = renderer.Of(planned.Prompt, test),
                },
                cancellationToken).ConfigureAwait(false);
            if (test.Setup.StoreOutputAs is { } kept && grade.Output is { } made)
            {
                session.Store(CaseVariables.ConfigOf(planned), kept, made.ToJson());
            }

            CaseResult result = Graded(grade);
            if (grade.Pending is { } pending)
            {
                session.Leave(planned, new(result, pending, Graded));
            }

            return result;
        }
        catch (PtmException e)
        {
            Diagnostic finding = e.Diagnostics[0];
            string message = finding.Location is { Line: > 0 } place && place.File.Length > 0 && place != planned.Prompt.Location ? $"{place}: {finding.Message}" : finding.Message;
            return Failed(planned, new(finding.Code, message, finding.Location), rendered, output);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Failed(planned, new(DiagnosticCodes.ProviderFailed, $"Provider '{planned.Provider}' failed: {e.GetType().Name}: {e.Message}"), rendered, output);
        }

        CaseResult Graded(Grade grade) => Compatibility.Apply(planned.Prompt, Result(planned, grade.Outcome, grade.Promptfoo) with
        {
            Score = grade.Score,
            Prompt = rendered,
            Output = output,
            Assertions = grade.Assertions,
            Metrics = grade.Metrics,
            Kpis = grade.Kpis,
            Error = grade.Error,
        });
    }

    IPromptProvider ProviderOf(string name, PromptDefinition prompt)
    {
        ProviderCatalog.Refuse(name, prompt);
        return _providers.GetOrAdd(name, static (name, arguments) => arguments.providers.Get(name, arguments.prompt.Location), (providers, prompt));
    }

    static ModelOutput GivenOutput(JsonElement given) => new() { Text = given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText(), CostUsd = 0 };

    Task WaitAsync(ModelOutput output, TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero && !output.Recorded ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;

    static async Task<ModelOutput> AnswerAsync(IPromptProvider provider, PlannedCase planned, TestCase test, RenderedPrompt rendered, CancellationToken cancellationToken)
    {
        ProviderRequest request = new()
        {
            Prompt = rendered,
            Vars = test.Vars,
            ToolDefinitions = planned.Prompt.ToolDefinitions,
            Sample = planned.Sample,
        };
        return Storable(await provider.CompleteAsync(request, cancellationToken).ConfigureAwait(false));
    }

    // What a model wrote must not keep the results of others from being stored.
    static ModelOutput Storable(ModelOutput output) =>
        output.ToolCalls.Any(call => ValueDepth.IsTooDeep(call.Arguments)) || output.Steps.Any(step => ValueDepth.IsTooDeep(step.Detail))
            ? throw new PtmException(new Diagnostic(DiagnosticCodes.ProviderFailed, DiagnosticSeverity.Error, $"The answer's tool calls or steps are nested more than {ValueDepth.Most} deep."))
            : output;

    /// <summary>The result of a case that could not be decided.</summary>
    public static CaseResult Failed(PlannedCase planned, CaseError error, RenderedPrompt? rendered = null, ModelOutput? output = null) =>
        Result(planned, CaseOutcome.Error, new(false, 0)) with { Error = error, Prompt = rendered, Output = output };

    static CaseResult Result(PlannedCase planned, CaseOutcome outcome, PromptfooVerdict promptfoo) => new()
    {
        Id = planned.Case.Id,
        Description = planned.Case.Description,
        PromptId = planned.Prompt.Id,
        PromptLabel = planned.Prompt.Label ?? planned.Prompt.Id,
        Provider = planned.Provider,
        Sample = planned.Sample,
        Outcome = outcome,
        Promptfoo = promptfoo,
        Location = planned.Case.Location,
    };
}
