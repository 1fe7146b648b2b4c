namespace Ptm.Engine.Grading.Metrics;

/// <summary>What is asked of a judge.</summary>
internal enum JudgeKind
{
    Text,
    Embedding,
    Classification,
    Moderation,
}
