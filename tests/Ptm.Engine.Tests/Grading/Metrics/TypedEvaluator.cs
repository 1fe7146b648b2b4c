using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>Found by its type's name; says itself that it failed.</summary>
public sealed class TypedEvaluator : IEvaluator
{
    public IReadOnlyCollection<string> EvaluationMetricNames => ["Typed"];

    public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<AiChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
        new(new EvaluationResult(new BooleanMetric("Typed", true, "it says so itself") { Interpretation = new(EvaluationRating.Poor, failed: true) }));
}
