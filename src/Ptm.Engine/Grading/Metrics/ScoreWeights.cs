using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// Weights a judge's score by the probabilities of the scores that it could have given instead: the sum of p(s) · s over the scores s, divided by the sum of p(s)
/// of those among the alternatives that the provider tells (Liu et al. 2023, "G-Eval", eq. 1, where the probabilities of all scores sum to 1).
/// </summary>
internal static partial class ScoreWeights
{
    /// <summary>How many alternatives are asked for: as many as providers tell, and more than there are scores.</summary>
    public const int Alternatives = 20;

    const int Most = 10;

    /// <summary>The expected score, 0 to 10; null where the tokens of the answer are not told, or do not show its score.</summary>
    public static double? Of(IReadOnlyList<TokenLogProb> tokens)
    {
        StringBuilder text = new();
        foreach (TokenLogProb token in tokens)
        {
            text.Append(token.Token);
        }

        if (Score().Matches(text.ToString()) is not { Count: > 0 } scores)
        {
            return null;
        }

        Group number = scores[^1].Groups["number"];
        int start = 0;
        int place = 0;
        for (; start + tokens[place].Token.Length <= number.Index; place++)
        {
            start += tokens[place].Token.Length;
        }

        // A tokenizer that writes digit by digit writes 10 as 1 and 0.
        bool continues = place + 1 < tokens.Count && start + tokens[place].Token.Length < number.Index + number.Length;
        double zero = continues ? tokens[place + 1].Alternatives.Where(next => next.Token.StartsWith('0')).Sum(Probability) : 0;
        double mass = 0;
        double sum = 0;
        foreach (TokenLogProb alternative in tokens[place].Alternatives)
        {
            if (!int.TryParse(alternative.Token.AsSpan().Trim(" \":\n\t"), NumberStyles.None, CultureInfo.InvariantCulture, out int score) || score > Most)
            {
                continue;
            }

            double probability = Probability(alternative);
            mass += probability;
            sum += continues && score == 1 ? probability * ((zero * Most) + (1 - zero)) : probability * score;
        }

        return mass > 0 ? sum / mass : null;
    }

    static double Probability(TokenLogProb token) => Math.Exp(Math.Min(0, token.LogProb));

    [GeneratedRegex("\"score\"\\s*:\\s*\"?(?<number>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Score();
}
