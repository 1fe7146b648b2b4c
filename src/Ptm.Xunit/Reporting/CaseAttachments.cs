using System.Globalization;
using System.Text;
using Ptm.Engine.Reporting;
using Xunit;

namespace Ptm.Xunit.Reporting;

/// <summary>What a person wants to read of a case in whole: attachments of its test, which Test Explorer, TRX and CTRF show.</summary>
internal static class CaseAttachments
{
    // What is longer is in the run's report; a test runner holds all of it in memory.
    const int MaxText = 64 * 1024;

    /// <summary>Attaches the rendered prompt, the output and what judges said, as far as there is such a thing.</summary>
    public static void Add(CaseResult result)
    {
        Add("prompt.txt", result.Prompt?.Text);
        Add("output.txt", result.Output?.Text);
        Add("judge.txt", Judged(result));
    }

    static void Add(string name, string? text)
    {
        if (text is { Length: > 0 })
        {
            TestContext.Current.AddAttachment(name, Excerpt.Of(text, MaxText));
        }
    }

    static string Judged(CaseResult result)
    {
        StringBuilder text = new();
        foreach (MetricResult metric in result.Metrics)
        {
            Append(text, metric.Name, metric.Outcome, metric.Score, metric.Judge, metric.Reason);
        }

        foreach (AssertionResult assertion in All(result.Assertions).Where(assertion => assertion.Judge is not null))
        {
            Append(text, assertion.Metric is { } name ? $"{assertion.Type} ({name})" : assertion.Type, assertion.Outcome, assertion.Outcome == CaseOutcome.Error ? null : assertion.Score, assertion.Judge, assertion.Reason);
        }

        return text.ToString();
    }

    static IEnumerable<AssertionResult> All(IEnumerable<AssertionResult> assertions) => assertions.SelectMany(assertion => All(assertion.Assertions).Prepend(assertion));

    static void Append(StringBuilder text, string name, CaseOutcome outcome, double? score, string? judge, string reason)
    {
        text.Append(text.Length == 0 ? "" : "\n").Append(name).Append(": ").Append(FigureText.Outcome(outcome));
        text.Append(score is { } value ? string.Create(CultureInfo.InvariantCulture, $", {value:0.###} of 1") : "").Append(judge is null ? "" : $", judged by {judge}").Append('\n');
        text.Append(reason).Append('\n');
    }
}
