using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>What one check or metric asks of judges, one question after another, and what that cost.</summary>
internal sealed class JudgeSession(ProviderCatalog providers, JudgeChoice choice, GEval scorer, GradingInput input, Assertion? assertion, int? samples)
{
    bool _isCostKnown = true;
    decimal _cost;

    /// <summary>The provider that was asked last; null before.</summary>
    public string? Asked { get; private set; }

    /// <summary>USD; null where a call did not tell, or none was made.</summary>
    public decimal? CostUsd => Asked is not null && _isCostKnown ? _cost : null;

    public TokenUsage? Tokens { get; private set; }

    /// <summary>How often each question is asked.</summary>
    public int Samples { get; } = choice.SamplesOf(samples, input.Prompt);

    /// <summary>Which repetition of the question this is, from 0.</summary>
    public int Sample { get; set; }

    /// <summary>Scores by steps, which all cases share.</summary>
    public GEval GEval => scorer;

    public string NameOf(JudgeKind kind) => choice.NameOf(kind, assertion, input.Case, input.Prompt);

    /// <summary>The judge of texts; null where nobody names one.</summary>
    public string? NameOrNull() => choice.NameOrNull(assertion, input.Case, input.Prompt);

    /// <summary>Asks the judge of texts what somebody else wants to know.</summary>
    /// <exception cref="JudgeException">There is no judge, or it gave no answer.</exception>
    public Task<ModelOutput> AskAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        AskAsync(NameOf(JudgeKind.Text), request with { Sample = JudgeSample.Of(input.Sample, Sample) }, cancellationToken);

    /// <summary>Asks a judge about the case.</summary>
    /// <exception cref="JudgeException">There is no judge, or it gave no answer.</exception>
    public Task<ModelOutput> AskAsync(JudgeKind kind, RenderedPrompt prompt, JsonElement? schema, int topLogProbs, CancellationToken cancellationToken) =>
        AskAsync(NameOf(kind), new() { Prompt = prompt, ResponseFormat = schema, TopLogProbs = topLogProbs, Sample = JudgeSample.Of(input.Sample, Sample) }, cancellationToken);

    /// <summary>Asks what is the same for every case, and so is asked once.</summary>
    /// <exception cref="JudgeException">There is no judge, or it gave no answer.</exception>
    public Task<ModelOutput> AskOnceAsync(RenderedPrompt prompt, JsonElement schema, CancellationToken cancellationToken) =>
        AskAsync(NameOf(JudgeKind.Text), new() { Prompt = prompt, ResponseFormat = schema }, cancellationToken);

    async Task<ModelOutput> AskAsync(string name, ProviderRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (name != choice.LibraryProfile)
            {
                ProviderCatalog.Refuse(name, input.Prompt);
            }

            IPromptProvider judge = providers.GetJudge(name, assertion?.Location ?? input.Prompt.Location);
            Asked = name;
            ModelOutput reply = await judge.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            Spend(reply.CostUsd, reply.Tokens);
            return reply;
        }
        catch (PtmException error)
        {
            string code = error.Diagnostics[0].Code;
            _isCostKnown &= code is not (DiagnosticCodes.ProviderFailed or DiagnosticCodes.ProviderTimeout);
            throw new JudgeException(code, $"the judge did not answer: {error.Diagnostics[0].Message}");
        }
#pragma warning disable CA1031 // A judge that breaks costs its case an error, never the run.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _isCostKnown = false;
            throw new JudgeException(DiagnosticCodes.ProviderFailed, $"the judge '{name}' did not answer: {error.GetType().Name}: {error.Message}");
        }
#pragma warning restore CA1031
    }

    void Spend(decimal? cost, TokenUsage? tokens)
    {
        _isCostKnown &= cost is not null;
        _cost += cost ?? 0;
        Tokens = tokens is null ? Tokens : Tokens is { } before
            ? new(before.Prompt + tokens.Prompt, before.Completion + tokens.Completion)
            {
                CachedPrompt = before.CachedPrompt + tokens.CachedPrompt,
                Reasoning = before.Reasoning + tokens.Reasoning,
            }
            : tokens;
    }
}
