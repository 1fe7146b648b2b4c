namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>By what two embeddings are compared.</summary>
internal enum Similarity
{
    Cosine,
    Dot,
    Euclidean,
}
