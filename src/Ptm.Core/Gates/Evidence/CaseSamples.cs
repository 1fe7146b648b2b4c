using System.Runtime.InteropServices;

namespace Ptm;

/// <summary>What the samples of one case on one provider add up to. Not thread-safe.</summary>
/// <param name="promptId">The prompt's id.</param>
/// <param name="caseId">The case's id.</param>
/// <param name="provider">The provider.</param>
/// <param name="description">What the case shows.</param>
internal sealed class CaseSamples(string promptId, string caseId, string provider, string description = "")
{
    const ulong DigestStart = 14_695_981_039_346_656_037;
    const ulong DigestFactor = 1_099_511_628_211;

    public string PromptId { get; } = promptId;

    public string CaseId { get; } = caseId;

    public string Provider { get; } = provider;

    public string Description { get; } = description;

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Errors { get; private set; }

    /// <summary>Samples that count in the pass rate.</summary>
    public int Samples => Passed + Failed + Errors;

    /// <summary>Samples that have a score.</summary>
    public int Scored => Passed + Failed;

    /// <summary>Sum of the scores, each 0 to 1.</summary>
    public double ScoreSum { get; private set; }

    /// <summary>Sum of their squares.</summary>
    public double ScoreSquares { get; private set; }

    /// <summary>A digest of the answers in their order (FNV-1a), by which a replay is known; null where they are not.</summary>
    public ulong? Answers { get; private set; }

    /// <summary>Sums of the named metrics' scores, each 0 to 1; null without any.</summary>
    public Dictionary<string, Sum>? Metrics { get; private set; }

    int _results;

    /// <summary>Both verdicts on one input.</summary>
    public bool IsFlaky => Passed > 0 && Failed > 0;

    public bool Holds(CaseResult result) =>
        Provider == result.Provider && CaseId == result.Id && PromptId == result.PromptId;

    public void Add(CaseResult result, bool withDetails)
    {
        Add(result.Outcome, (result.Score ?? 0) / 100);
        _results++;
        if (withDetails && result.Outcome != CaseOutcome.Unchecked)
        {
            Digest(result.Output?.Text ?? result.Error?.Code ?? "");
            AddMetrics(result);
        }
    }

    /// <param name="outcome">How a sample ended.</param>
    /// <param name="score">Its score, 0 to 1; of no meaning for an error.</param>
    public void Add(CaseOutcome outcome, double score)
    {
        switch (outcome)
        {
            case CaseOutcome.Passed: Passed++; break;
            case CaseOutcome.Failed: Failed++; break;
            case CaseOutcome.Error: Errors++; return;
            default: return;
        }

        ScoreSum += score;
        ScoreSquares += score * score;
    }

    void AddMetrics(CaseResult result)
    {
        foreach (AssertionResult assertion in result.Assertions)
        {
            AddMetric(assertion);
        }

        foreach (MetricResult metric in result.Metrics)
        {
            if (metric.Score is { } score)
            {
                AddMetric(metric.Name, score);
            }
        }
    }

    void AddMetric(AssertionResult assertion)
    {
        if (assertion.Metric is { } name && assertion.Outcome != CaseOutcome.Error)
        {
            AddMetric(name, assertion.Score);
        }

        foreach (AssertionResult part in assertion.Assertions)
        {
            AddMetric(part);
        }
    }

    void AddMetric(string name, double score)
    {
        Metrics ??= new(StringComparer.Ordinal);
        ref Sum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(Metrics, name, out _);
        sum = new(sum.Total + Math.Clamp(score, 0, 1), sum.Count + 1, sum.Samples + (sum.Last == _results ? 0 : 1), _results);
    }

    // An end of its own, so that two answers are not one that is as long as both.
    void Digest(string answer)
    {
        ulong digest = Answers ?? DigestStart;
        foreach (char letter in answer)
        {
            digest = (digest ^ letter) * DigestFactor;
        }

        Answers = (digest ^ 0x1_0000) * DigestFactor;
    }

    /// <param name="Total">The scores' sum.</param>
    /// <param name="Count">How many scores.</param>
    /// <param name="Samples">In how many samples.</param>
    /// <param name="Last">The last of these, from 1.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Sum(double Total, int Count, int Samples, int Last)
    {
        public double Mean => Total / Count;
    }
}
