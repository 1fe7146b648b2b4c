using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// Weights a judge's score by the probabilities of the scores that it could have given instead: the sum of p(s) · s over the scores s, divided by the sum of p(s)
/// of the one that was given and of those among the alternatives that the provider tells (Liu et al. 2023, "G-Eval", eq. 1, where the probabilities of all scores sum to 1).
/// </summary>
internal static class ScoreWeights
{
    /// <summary>How many alternatives are asked for: as many as providers tell, and more than there are scores.</summary>
    public const int Alternatives = 20;

    const int Most = 10;

    /// <summary>The expected score, 0 to 10; null where the tokens of the answer are not told, or do not show the score that was read, or it is no whole number.</summary>
    /// <param name="tokens">The tokens of the answer.</param>
    /// <param name="read">The score that was read in the answer.</param>
    public static double? Of(IReadOnlyList<TokenLogProb> tokens, double read)
    {
        byte[][] parts = [.. tokens.Select(token => Encoding.UTF8.GetBytes(token.Token))];
        byte[] text = [.. parts.SelectMany(part => part)];
        if (NumberIn(text) is not { } span || !Utf8Parser.TryParse(text.AsSpan(span.Start, span.Length), out int number, out int digits) || digits != span.Length || number != read)
        {
            return null;
        }

        int start = 0;
        int place = 0;
        for (; start + parts[place].Length <= span.Start; place++)
        {
            start += parts[place].Length;
        }

        // A tokenizer that writes digit by digit writes 10 as 1 and 0.
        bool continues = start + parts[place].Length < span.Start + span.Length;
        if (ScoreOf(tokens[place].Token) != (continues ? 1 : number) || (continues && number != Most))
        {
            return null;
        }

        double zero = continues ? Candidates(tokens[place + 1]).Where(next => next.Token.StartsWith('0')).Sum(Probability) : 0;
        double mass = 0;
        double sum = 0;
        foreach (TokenLogProb alternative in Candidates(tokens[place]))
        {
            if (ScoreOf(alternative.Token) is not { } score)
            {
                continue;
            }

            double probability = Probability(alternative);
            mass += probability;
            sum += continues && score == 1 ? probability * ((zero * Most) + (1 - zero)) : probability * score;
        }

        return mass > 0 ? sum / mass : null;
    }

    // The token that was chosen is one of the likely ones, also where a provider tells of the others only. Alone it weighs nothing against nothing.
    static IEnumerable<TokenLogProb> Candidates(TokenLogProb chosen) =>
        chosen.Alternatives.Count == 0 || chosen.Alternatives.Any(other => other.Token == chosen.Token) ? chosen.Alternatives : chosen.Alternatives.Prepend(chosen);

    // The first object that has a score of its own, as the reply is read; what stands after it, or inside of it, is another's.
    static (int Start, int Length)? NumberIn(byte[] text)
    {
        int at = 0;
        for (int objects = 0; objects < JsonObjects.Most && Array.IndexOf(text, (byte)'{', at) is var brace and >= 0; objects++)
        {
            if (!JsonObjects.TryRead(text.AsSpan(brace), out _, out int length))
            {
                if (JsonObjects.AfterProse(text, brace) is not { } end)
                {
                    return null;
                }

                at = end;
                continue;
            }

            if (OwnNumber(text.AsSpan(brace, length)) is { } found)
            {
                return (brace + found.Start, found.Length);
            }

            at = brace + length;
        }

        return null;
    }

    static (int Start, int Length)? OwnNumber(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("score"u8))
            {
                continue;
            }

            reader.Read();
            return reader.TokenType is JsonTokenType.Number or JsonTokenType.String
                ? ((int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0), reader.ValueSpan.Length)
                : null;
        }

        return null;
    }

    static int? ScoreOf(string token) =>
        int.TryParse(token.AsSpan().Trim(" \":\n\t"), NumberStyles.None, CultureInfo.InvariantCulture, out int score) && score <= Most ? score : null;

    static double Probability(TokenLogProb token) => Math.Exp(Math.Min(0, token.LogProb));
}
