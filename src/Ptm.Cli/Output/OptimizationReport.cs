using Ptm.Engine.Optimizing;

namespace Ptm.Cli.Output;

/// <summary>Tells of an optimization, to people or to programs.</summary>
internal sealed class OptimizationReport(StandardOutput output, OutputFormat format)
{
    readonly TextReport _text = new(output, Environment.CurrentDirectory);
    readonly JsonLinesReport _json = new(output);

    bool IsText => format == OutputFormat.Text;

    public void Finding(Diagnostic finding)
    {
        if (IsText)
        {
            _text.Finding(finding);
        }
        else
        {
            _json.Finding(finding);
        }
    }

    /// <summary>Says what a program knows already.</summary>
    public void Remark(string text)
    {
        if (IsText)
        {
            _text.Remark(text);
        }
    }

    public void Step(OptimizationProgress step)
    {
        if (IsText)
        {
            _text.Remark(OptimizationText.Of(step));
        }
        else
        {
            _json.Element("progress", step);
        }
    }

    public void Estimate(OptimizationEstimate estimate)
    {
        if (!IsText)
        {
            _json.Estimate(estimate);
            return;
        }

        OptimizationSettings settings = estimate.Settings;
        _text.Remark($"{OptimizationText.Count(estimate.Train, "case")} for the search, {OptimizationText.Count(estimate.HeldOut, "case")} held out, on {string.Join(", ", settings.Providers.Select(name => CaseName.OneLine(name)))}; {CaseName.OneLine(settings.Mutator)} proposes");
        _text.Remark($"baseline: {OptimizationText.Count(estimate.Baseline, "answer")}, {OptimizationText.Usd(estimate.BaselineUsd)} at most");
        _text.Remark($"a cycle: up to {OptimizationText.Count(estimate.Cycle, "answer")} with its {OptimizationText.Count(settings.CandidatesPerCycle, "proposal")}; {OptimizationText.Count(settings.MaxCycles, "cycle")} at most");
        _text.Remark($"held-out cases: {OptimizationText.Count(estimate.Final, "answer")}, {OptimizationText.Usd(estimate.FinalUsd)} at most");
        if (estimate.Doubt is { } doubt)
        {
            _text.Remark($"warning: {doubt}.");
        }

        _text.Remark($"limit: {OptimizationText.Usd(settings.MaxCostUsd)}, which no call may exceed. 'At most' is with every answer as long as it may be ({settings.MaxAnswerTokens.ToString(System.Globalization.CultureInfo.InvariantCulture)} tokens where a profile sets no limit); most answers cost a fraction of it. Nothing was asked.");
    }

    public void List(IEnumerable<Optimization> optimizations)
    {
        foreach (Optimization optimization in optimizations)
        {
            if (IsText)
            {
                _text.Remark(OptimizationText.Line(optimization));
            }
            else
            {
                _json.Element("optimization", optimization);
            }
        }
    }

    public void Detail(Optimization optimization)
    {
        if (!IsText)
        {
            _json.Element("optimization", optimization);
            return;
        }

        _text.Remark(OptimizationText.Line(optimization));
        foreach (string line in OptimizationText.Of(optimization).Concat((optimization.Candidates ?? []).SelectMany(OptimizationText.Of)))
        {
            _text.Remark(line);
        }
    }

    public void End(Optimization optimization, string? diff)
    {
        if (!IsText)
        {
            _json.Element("optimization", optimization);
            return;
        }

        foreach (string line in OptimizationText.Of(optimization))
        {
            _text.Remark(line);
        }

        if (!string.IsNullOrEmpty(diff))
        {
            _text.Remark("");
            _text.Remark(diff.TrimEnd('\n'));
            _text.Remark("");
        }
    }

    /// <summary>Where the change of the prompt is.</summary>
    public void Patch(string path, bool isApplied, string remark)
    {
        if (IsText)
        {
            _text.Remark(remark);
        }
        else
        {
            _json.Patch(path, isApplied);
        }
    }

    /// <summary>The last that is said.</summary>
    public int Exit(int exitCode)
    {
        if (!IsText)
        {
            _json.Exit(exitCode);
        }

        return exitCode;
    }
}
