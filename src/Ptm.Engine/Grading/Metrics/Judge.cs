using Ptm.Engine.Providers;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Has a model score an output by a metric's criteria. The judge is a provider like any other: recorded, limited and priced by its profile.</summary>
/// <param name="providers">The providers that can judge.</param>
/// <param name="libraryProfile">The judge of prompts that name none; null for none.</param>
internal sealed class Judge(ProviderCatalog providers, string? libraryProfile)
{
    const int ReplyShown = 400;

    /// <summary>Asks the judge once. Whatever it does, there is a result; only cancellation throws.</summary>
    /// <param name="metric">What to score by.</param>
    /// <param name="input">The case.</param>
    /// <param name="output">The output as the assertions saw it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<MetricResult> MeasureAsync(MetricDefinition metric, GradingInput input, string output, CancellationToken cancellationToken)
    {
        string? judge = input.Prompt.JudgeProfile ?? libraryProfile;
        MetricResult result = new()
        {
            Name = metric.Name,
            Outcome = CaseOutcome.Error,
            Threshold = metric.Threshold,
            Judge = judge,
            Location = metric.Location,
        };
        if (ScoringValidator.FlawOf(metric) is { } flaw)
        {
            return Failed(result, DiagnosticCodes.InvalidValue, flaw);
        }

        if (string.IsNullOrWhiteSpace(judge))
        {
            return Failed(result, DiagnosticCodes.NotFound, "there is no judge: set judge_profile in the prompt, or in ptm.yaml for all prompts, to the name of a provider");
        }

        try
        {
            ProviderRequest request = new() { Prompt = JudgePrompt.Of(metric, input.Rendered, output), Sample = input.Sample };
            if (judge != libraryProfile)
            {
                ProviderCatalog.Refuse(judge, input.Prompt);
            }

            ModelOutput reply = await providers.GetJudge(judge, input.Prompt.Location).CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            return Decide(metric, result with { CostUsd = reply.CostUsd, Tokens = reply.Tokens }, reply);
        }
        catch (PtmException error)
        {
            return Failed(result, error.Diagnostics[0].Code, $"the judge did not answer: {error.Diagnostics[0].Message}");
        }
#pragma warning disable CA1031 // A judge that breaks costs its case an error, never the run.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Failed(result, DiagnosticCodes.ProviderFailed, $"the judge '{judge}' did not answer: {error.GetType().Name}: {error.Message}");
        }
#pragma warning restore CA1031
    }

    static MetricResult Decide(MetricDefinition metric, MetricResult result, ModelOutput reply)
    {
        if (JudgeReply.Read(reply.Text, out string flaw) is not { } verdict)
        {
            string ended = reply.FinishReason is null or "stop" ? "" : $" (it ended by {Quote.Of(reply.FinishReason)})";
            return Failed(result, DiagnosticCodes.JudgeFailed, $"the judge '{result.Judge}' gave no verdict: {flaw}{ended}. It said: {Quote.Of(reply.Text, ReplyShown)}");
        }

        return result with
        {
            Outcome = Limits.Reaches(verdict.Score, metric.Threshold) ? CaseOutcome.Passed : CaseOutcome.Failed,
            Score = verdict.Score,
            Reason = verdict.Reason,
        };
    }

    static MetricResult Failed(MetricResult result, string code, string reason) => result with { ErrorCode = code, Reason = reason };
}
