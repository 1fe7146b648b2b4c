namespace Ptm;

/// <summary>Adds results up to a <see cref="RunSummary"/>, one at a time, without keeping them: its memory is bounded. Not thread-safe.</summary>
public sealed class RunTally
{
    readonly LatencyFigures _latencies = new();
    readonly MetricTally _metrics = new();
    int _passed;
    int _failed;
    int _errors;
    int _unchecked;
    int _checkedNothing;
    int _judgeErrors;
    int _recorded;
    double _scores;
    decimal _cost;
    bool _costUnknown;
    long _promptTokens;
    long _completionTokens;
    bool _anyTokens;

    /// <summary>The scores of named assertions so far.</summary>
    internal MetricTally Metrics => _metrics;

    /// <summary>Counts one result.</summary>
    public void Add(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        switch (result.Outcome)
        {
            case CaseOutcome.Passed: _passed++; _scores += result.Score ?? 0; break;
            case CaseOutcome.Failed: _failed++; _scores += result.Score ?? 0; break;
            case CaseOutcome.Error: _errors++; break;
            default: _unchecked++; break;
        }

        _checkedNothing += result.CheckedNothing ? 1 : 0;
        _metrics.Add(result);
        _costUnknown |= HasUnknownCost(result);
        if (result.Output is { } output)
        {
            _recorded += output.Recorded ? 1 : 0;
            _latencies.Add(output.Latency);
            Count(output.CostUsd, output.Tokens);
        }

        // What is spent on judging is spent by the run, and is no cost of the program under test.
        foreach (MetricResult metric in result.Metrics)
        {
            Count(metric.CostUsd, metric.Tokens);
            _judgeErrors += metric is { Outcome: CaseOutcome.Error, Judge: not null } && IsOfJudge(metric.ErrorCode) ? 1 : 0;
        }

        foreach (AssertionResult assertion in Judged(result.Assertions))
        {
            Count(assertion.CostUsd, assertion.Tokens);
            _judgeErrors += assertion.Outcome == CaseOutcome.Error && IsOfJudge(assertion.ErrorCode) ? 1 : 0;
        }
    }

    /// <summary>The figures so far.</summary>
    /// <param name="duration">Time the run took.</param>
    public RunSummary ToSummary(TimeSpan duration)
    {
        int graded = _passed + _failed;
        return new()
        {
            Total = graded + _errors + _unchecked,
            Passed = _passed,
            Failed = _failed,
            Errors = _errors,
            JudgeErrors = _judgeErrors,
            Unchecked = _unchecked,
            CheckedNothing = _checkedNothing,
            Score = graded == 0 ? null : _scores / graded,
            PassRate = graded + _errors == 0 ? null : (double)_passed / (graded + _errors),
            CostUsd = _costUnknown ? null : _cost,
            LatencyP95Ms = _latencies.NearestRank(0.95),
            Tokens = _anyTokens ? new(_promptTokens, _completionTokens) : null,
            Recorded = _recorded,
            Duration = duration,
        };
    }

    internal static bool HasUnknownCost(CaseResult result) =>
        (result.Output is { } output ? output.CostUsd is null : MayBeCharged(result.Error?.Code))
        || result.Metrics.Any(metric => metric.CostUsd is null && metric.ErrorCode is var code && (code is null or DiagnosticCodes.JudgeFailed || MayBeCharged(code)))
        || Judged(result.Assertions).Any(assertion => assertion.CostUsd is null);

    static IEnumerable<AssertionResult> Judged(IReadOnlyList<AssertionResult> assertions)
    {
        foreach (AssertionResult assertion in assertions)
        {
            if (assertion.Judge is not null)
            {
                yield return assertion;
            }

            if (assertion.Assertions.Count > 0)
            {
                foreach (AssertionResult inner in Judged(assertion.Assertions))
                {
                    yield return inner;
                }
            }
        }
    }

    static bool IsOfJudge(string? code) =>
        code is DiagnosticCodes.JudgeFailed or DiagnosticCodes.ProviderFailed or DiagnosticCodes.ProviderTimeout or DiagnosticCodes.RecordingMissing;

    // A call that failed may have been charged; one that was never made is free.
    static bool MayBeCharged(string? code) => code is DiagnosticCodes.ProviderFailed or DiagnosticCodes.ProviderTimeout;

    void Count(decimal? cost, TokenUsage? tokens)
    {
        _cost += cost ?? 0;
        if (tokens is not null)
        {
            _anyTokens = true;
            _promptTokens += tokens.Prompt;
            _completionTokens += tokens.Completion;
        }
    }
}
