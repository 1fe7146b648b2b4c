using System.Collections.Concurrent;
using Ptm.Engine.Grading;
using Ptm.Engine.Operations;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running;

/// <summary>Takes one planned case through the stations: render, provider, grade.</summary>
internal sealed class Evaluator(ProviderCatalog providers, Grader grader, PromptRenderer renderer)
{
    // A name that does not resolve fails the same way for every case; looking it up again would only cost time.
    readonly ConcurrentDictionary<string, IPromptProvider> _providers = new(StringComparer.Ordinal);

    /// <summary>Evaluates one case. Whatever goes wrong in a file, provider or script is the case's error.</summary>
    /// <exception cref="OperationCanceledException">The caller ended the run.</exception>
    public async Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken)
    {
        if (planned.Case.Unsupported is [var feature, ..])
        {
            return Failed(planned, new(DiagnosticCodes.NotSupportedYet, $"'{feature.Name}' is not supported yet, so this case cannot be judged.", feature.Location));
        }

        RenderedPrompt? rendered = null;
        ModelOutput? output = null;
        try
        {
            TestCase test = renderer.RenderVars(planned.Prompt, planned.Case, cancellationToken);
            rendered = renderer.Render(planned.Prompt, test, cancellationToken);
            IPromptProvider provider = _providers.GetOrAdd(planned.Provider, static (name, arguments) => arguments.providers.Get(name, arguments.planned.Prompt.Location), (providers, planned));
            ProviderRequest request = new()
            {
                Prompt = rendered,
                Vars = test.Vars,
                ToolDefinitions = planned.Prompt.ToolDefinitions,
                Sample = planned.Sample,
            };
            output = Storable(await provider.CompleteAsync(request, cancellationToken).ConfigureAwait(false));
            Grade grade = await grader.GradeAsync(
                new() { Prompt = planned.Prompt, Case = test, Rendered = rendered, Output = output, Provider = planned.Provider, Offer = ToolOffer.Of(planned.Prompt, provider), Sample = planned.Sample, Templates = renderer.Of(planned.Prompt, test) },
                cancellationToken).ConfigureAwait(false);
            return Result(planned, grade.Outcome, grade.Promptfoo) with
            {
                Score = grade.Score,
                Prompt = rendered,
                Output = output,
                Assertions = grade.Assertions,
                Metrics = grade.Metrics,
                Kpis = grade.Kpis,
                Error = grade.Error,
            };
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
