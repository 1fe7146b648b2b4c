using System.Globalization;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>What the cases of one prompt have come to so far.</summary>
internal sealed class PromptTally(string id, int planned)
{
    int _done;
    int _passed;
    double _score;
    int _scored;

    /// <summary>Whether every case is in.</summary>
    public bool IsWhole => _done == planned;

    public bool HasBegun => _done > 0;

    public void Add(EvaluatorMessage message)
    {
        _done++;
        _passed += message.Outcome == EvaluatorMessage.PassedOutcome ? 1 : 0;
        if (message.Score is { } score)
        {
            _score += score;
            _scored++;
        }
    }

    /// <summary>Such as <c>refund: 11 of 12 cases passed, score 91.67</c>.</summary>
    public string Describe()
    {
        string score = _scored == 0 ? "unknown" : (_score / _scored).ToString("0.##", CultureInfo.InvariantCulture);
        return string.Format(CultureInfo.InvariantCulture, "{0}: {1} of {2} {3} passed, score {4}", id, _passed, _done, _done == 1 ? "case" : "cases", score);
    }
}
