using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers;
using Ptm.Engine.Running;
using Ptm.Engine.Scripting;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Evaluators;

/// <summary>
/// An assertion or a metric as an <see cref="IEvaluator"/>. What asks a judge asks the chat client of the <see cref="ChatConfiguration"/>; the texts of
/// evaluation contexts are variables by their names. The result is one <see cref="NumericMetric"/> with a score from 0 to 1, whose interpretation says
/// whether it passes; a check that could not be made has no value, an error among its diagnostics, and the rating <see cref="EvaluationRating.Inconclusive"/>.
/// </summary>
public sealed class PtmEvaluator : IEvaluator, IDisposable
{
    const string Judge = "chat client";

    readonly string _name;
    readonly Assertion? _assertion;
    readonly MetricDefinition? _metric;
    readonly ScriptSandbox _scripts = new();
    readonly CodeRunner _code = new();
    readonly CassetteStore _cassettes = new(Environment.CurrentDirectory, CassetteMode.Off);

    /// <summary>Makes an assertion an evaluator.</summary>
    /// <param name="assertion">The assertion; its metric is called by <see cref="Assertion.Metric"/>, else by its type.</param>
    /// <exception cref="PtmException">Something is wrong with the assertion.</exception>
    public PtmEvaluator(Assertion assertion)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        Diagnostic[] wrong = [.. Grader.Validate(assertion)];
        if (wrong.Length > 0)
        {
            throw new PtmException(wrong, null);
        }

        _assertion = assertion;
        _name = assertion.Metric ?? assertion.Type;
    }

    /// <summary>Makes a metric that a judge scores an evaluator.</summary>
    /// <param name="metric">The metric.</param>
    /// <exception cref="PtmException">Something is wrong with the metric.</exception>
    public PtmEvaluator(MetricDefinition metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (ScoringValidator.FlawOf(metric) is { } flaw)
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, flaw, metric.Location);
        }

        _metric = metric;
        _name = metric.Name;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> EvaluationMetricNames => [_name];

    /// <inheritdoc/>
    public async ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<AiChatMessage> messages,
        ChatResponse modelResponse,
        ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(modelResponse);
        Dictionary<string, IPromptProvider> providers = new(StringComparer.Ordinal);
        if (chatConfiguration is not null)
        {
            providers[Judge] = new ChatClientProvider(Judge, chatConfiguration.ChatClient, TimeProvider.System);
        }

        ProviderCatalog catalog = new(new Dictionary<string, ProviderSettings>(StringComparer.Ordinal), providers, _cassettes, _code, TimeProvider.System);
        Grader grader = new(_scripts, _code, new(catalog, new(chatConfiguration is null ? null : Judge, null), EvaluatorCatalog.None));
        Grade grade = await grader.GradeAsync(InputOf(messages, modelResponse, additionalContext), cancellationToken).ConfigureAwait(false);
        return new(_metric is not null ? MetricOf(grade.Metrics[0]) : MetricOf(grade.Assertions[0]));
    }

    /// <summary>Ends the programs that checks of the evaluator started.</summary>
    public void Dispose()
    {
        _code.Dispose();
        _scripts.Dispose();
        _cassettes.Dispose();
    }

    GradingInput InputOf(IEnumerable<AiChatMessage> messages, ChatResponse response, IEnumerable<EvaluationContext>? contexts)
    {
        JsonObject vars = [];
        foreach (EvaluationContext context in contexts ?? [])
        {
            vars[context.Name] = string.Concat(context.Contents.OfType<TextContent>().Select(content => content.Text));
        }

        ChatMessage[] chat = [.. messages.Select(message => new ChatMessage(message.Role.Value, message.Text))];
        return new()
        {
            // Whoever holds the evaluator is this process, so its checks may run code.
            Prompt = new() { Id = _name, Text = "", AdditionalMetrics = _metric is null ? [] : [_metric], Location = new("") },
            Case = new() { Id = _name, Vars = JsonSerializer.SerializeToElement(vars), Assertions = _assertion is null ? [] : [_assertion] },
            Rendered = chat is [{ Role: "user", Content: var only }] ? new() { Text = only } : new() { Text = PromptRenderer.ToJson(chat), Messages = chat },
            Output = new ModelOutput
            {
                Text = response.Text,
                FinishReason = response.FinishReason?.Value,
                Model = response.ModelId,
                Tokens = response.Usage is { InputTokenCount: { } prompt, OutputTokenCount: { } completion } ? new(prompt, completion) : null,
            },
            Provider = response.ModelId ?? "model",
        };
    }

    NumericMetric MetricOf(AssertionResult result) => MetricOf(result.Outcome, result.Score, result.Reason, result.ErrorCode);

    NumericMetric MetricOf(MetricResult result) => MetricOf(result.Outcome, result.Score ?? 0, result.Reason, result.ErrorCode);

    NumericMetric MetricOf(CaseOutcome outcome, double score, string reason, string? errorCode)
    {
        if (outcome == CaseOutcome.Error)
        {
            NumericMetric failed = new(_name, null, reason) { Interpretation = new(EvaluationRating.Inconclusive, failed: true, reason) };
            failed.AddDiagnostics(EvaluationDiagnostic.Error($"{errorCode}: {reason}"));
            return failed;
        }

        bool passes = outcome == CaseOutcome.Passed;
        EvaluationRating rating = score switch
        {
            >= 0.875 => EvaluationRating.Exceptional,
            >= 0.625 => EvaluationRating.Good,
            >= 0.375 => EvaluationRating.Average,
            >= 0.125 => EvaluationRating.Poor,
            _ => EvaluationRating.Unacceptable,
        };
        return new(_name, score, reason) { Interpretation = new(rating, failed: !passes, reason) };
    }
}
