using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Providers;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Evaluators;

/// <summary>Has an <see cref="IEvaluator"/> score an output. The judge that the prompt names is its chat client; without one it has none.</summary>
internal sealed class EvaluatorJudge(EvaluatorCatalog evaluators)
{
    /// <exception cref="JudgeException">There is no score.</exception>
    public async Task<JudgeVerdict> ScoreAsync(MetricDefinition metric, JudgedCase graded, JudgeSession judge, CancellationToken cancellationToken)
    {
        try
        {
            IEvaluator evaluator = evaluators.Get(metric.Evaluator!, metric.Location);
            using ProviderChatClient? client = judge.NameOrNull() is { } name ? new(name, judge.AskAsync) : null;
            ChatConfiguration? chat = client is null ? null : new(client);
            EvaluationResult found = await evaluator.EvaluateAsync(MessagesOf(graded.Input), new(new AiChatMessage(ChatRole.Assistant, graded.Output)), chat, ContextsOf(graded), cancellationToken).ConfigureAwait(false);
            return EvaluatorScore.Of(found, metric);
        }
        catch (PtmException error)
        {
            throw new JudgeException(error.Diagnostics[0].Code, error.Diagnostics[0].Message);
        }
#pragma warning disable CA1031 // An evaluator that breaks costs its case an error, never the run.
        catch (Exception error) when (error is not JudgeException && (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            throw new JudgeException(DiagnosticCodes.JudgeFailed, $"the evaluator '{metric.Evaluator}' broke: {error.GetType().Name}: {error.Message}");
        }
#pragma warning restore CA1031
    }

    static IEnumerable<AiChatMessage> MessagesOf(GradingInput input) =>
        Conversation.Of(input.Rendered).Messages.EnumerateArray().Select(message => new AiChatMessage(
            new ChatRole(message.GetProperty("role").GetString()!),
            message.TryGetProperty("content", out System.Text.Json.JsonElement content) ? content.ValueKind == System.Text.Json.JsonValueKind.String ? content.GetString() : content.GetRawText() : ""));

    // Evaluators find what they need besides by its name.
    static IEnumerable<EvaluationContext> ContextsOf(JudgedCase graded) =>
        graded.Input.Case.Vars.EnumerateObject().Select(variable => new NamedContext(variable.Name, graded.Variable(variable.Name) ?? ""));

    sealed class NamedContext(string name, string text) : EvaluationContext(name, text);
}
