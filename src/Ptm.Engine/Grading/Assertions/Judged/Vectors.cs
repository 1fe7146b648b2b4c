using System.Text.Json;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>Texts as vectors, from a provider of embeddings, and how near they are.</summary>
internal static class Vectors
{
    const int MaxDimensions = 100_000;

    /// <exception cref="JudgeException">There is no provider of embeddings, or it gave no vector.</exception>
    public static async Task<double[]> OfAsync(string text, JudgeSession judge, CancellationToken cancellationToken)
    {
        ModelOutput reply = await judge.AskAsync(JudgeKind.Embedding, new() { Text = text }, null, 0, cancellationToken).ConfigureAwait(false);
        JudgeReply read = new(reply, judge.Asked!, []);
        JsonElement? json = reply.Json ?? Parsed(reply.Text);
        if (json is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() is 0 or > MaxDimensions)
        {
            throw read.Flaw("an embedding is a list of numbers");
        }

        double[] vector = new double[list.GetArrayLength()];
        int at = 0;
        foreach (JsonElement number in list.EnumerateArray())
        {
            vector[at++] = number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw read.Flaw("an embedding is a list of numbers");
        }

        return vector;
    }

    /// <summary>How near two vectors are.</summary>
    /// <exception cref="JudgeException">They are of different models, or there is no such number: one has no length, or theirs is beyond what a number holds.</exception>
    public static double Compare(Similarity measure, double[] one, double[] other, JudgeSession judge)
    {
        if (one.Length != other.Length)
        {
            throw new JudgeException(DiagnosticCodes.JudgeFailed, $"the judge '{judge.Asked}' gave vectors of {one.Length} and of {other.Length} numbers, which do not compare");
        }

        double found = measure switch
        {
            Similarity.Cosine => Cosine(one, other),
            Similarity.Dot => Dot(one, other),
            _ => Distance(one, other),
        };
        return double.IsFinite(found)
            ? found
            : throw new JudgeException(DiagnosticCodes.JudgeFailed, $"the judge '{judge.Asked}' gave vectors that do not compare: {(measure == Similarity.Cosine ? "one is all zeros, or too long or short for an angle" : "they are too long")}");
    }

    // No number where one has no length, or more of it than a number holds.
    static double Cosine(double[] one, double[] other)
    {
        double lengths = Math.Sqrt(Dot(one, one)) * Math.Sqrt(Dot(other, other));
        return lengths > 0 && double.IsFinite(lengths) ? Math.Clamp(Dot(one, other) / lengths, -1, 1) : double.NaN;
    }

    static double Dot(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    static double Distance(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }

        return Math.Sqrt(sum);
    }

    static JsonElement? Parsed(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
