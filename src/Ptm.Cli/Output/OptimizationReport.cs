using System.Globalization;
using Ptm.Engine.Optimizing;

namespace Ptm.Cli.Output;

/// <summary>Tells of an optimization, to people or to programs.</summary>
internal sealed class OptimizationReport(StandardOutput output, OutputFormat format)
{
    readonly TextReport _text = new(output, Environment.CurrentDirectory);
    readonly JsonLinesReport _json = new(output);
    double? _best;

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
        if (!IsText)
        {
            _json.Element("progress", step);
        }
        else if (step.State is not (RunState.Completed or RunState.Failed or RunState.Cancelled))
        {
            // How it ended is told by the end.
            _text.Remark(OptimizationText.Of(step, _best));
            _best = step.BestScore ?? _best;
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
        _text.Remark($"a cycle: up to {OptimizationText.Count(estimate.Cycle, "answer")} with its {OptimizationText.Count(settings.CandidatesPerCycle, "proposal")}, {OptimizationText.Usd(estimate.CycleUsd)} at most");
        _text.Remark($"held-out cases: {OptimizationText.Count(estimate.Final, "answer")}, {OptimizationText.Usd(estimate.FinalUsd)} at most");
        _text.Remark($"limit: {OptimizationText.Usd(settings.MaxCostUsd)}, which no call may exceed; {OptimizationText.Count(settings.MaxCycles, "cycle")}");
        if (estimate.Doubt is not null)
        {
            // The figures stand above.
            _text.Remark($"{OptimizationText.Usd(settings.MaxCostUsd)} may not suffice for the baseline, a cycle and the held-out cases.", "33");
        }

        Doubt(estimate);
        _text.Remark($"'At most' is with every answer as long as it may be ({settings.MaxAnswerTokens.ToString(CultureInfo.InvariantCulture)} tokens where");
        _text.Remark("a profile sets no limit); most answers cost a fraction of it. Nothing was asked.");
    }

    /// <summary>Says what is in the way of a proof.</summary>
    public void Doubt(OptimizationEstimate estimate)
    {
        foreach (string line in IsText ? OptimizationText.Doubt(estimate) : [])
        {
            _text.Remark(line, "33");
        }
    }

    public void List(string promptId, IReadOnlyList<Optimization> optimizations)
    {
        if (!IsText)
        {
            foreach (Optimization optimization in optimizations)
            {
                _json.Element("optimization", optimization);
            }

            return;
        }

        Write(optimizations.SelectMany(OptimizationText.Listed));
        _text.Remark(optimizations.Count == 0
            ? $"{CaseName.OneLine(promptId)} was never optimized. 'ptm optimize {CaseName.OneLine(promptId)} --dry-run' says what it would take."
            : "'ptm optimize show ID' tells every candidate of one.");
    }

    /// <summary>Tells all of an optimization.</summary>
    /// <param name="optimization">The optimization.</param>
    /// <param name="left">What it left on the disk, in a line; null for nothing.</param>
    public void Detail(Optimization optimization, string? left)
    {
        if (!IsText)
        {
            _json.Element("optimization", optimization);
            return;
        }

        _text.Remark(OptimizationText.Head(optimization));
        Write(OptimizationText.Of(optimization));
        foreach (OptimizationCandidate candidate in optimization.Candidates ?? [])
        {
            _text.Remark("");
            Write(OptimizationText.Of(candidate));
        }

        if (left is not null || optimization.ResultVersion is not null)
        {
            _text.Remark("");
            _text.Remark(left ?? OptimizationText.Version(optimization));
        }
    }

    public void End(Optimization optimization, string? diff)
    {
        if (!IsText)
        {
            _json.Element("optimization", optimization);
            return;
        }

        Write(OptimizationText.Of(optimization));
        if (!string.IsNullOrEmpty(diff))
        {
            _text.Remark("");
            Write(OptimizationText.Diff(diff));
            _text.Remark("");
        }
    }

    /// <summary>Where the change of the prompt is.</summary>
    public void Patch(string path, bool isApplied, IEnumerable<string> remarks)
    {
        if (!IsText)
        {
            _json.Patch(path, isApplied);
            return;
        }

        Write(remarks.Select(line => (line, (string?)null)));
    }

    /// <summary>Where the better text is that no patch can hold.</summary>
    public void Text(string path, string remark)
    {
        if (IsText)
        {
            _text.Remark(remark);
        }
        else
        {
            _json.Prompt(path);
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

    void Write(IEnumerable<(string Line, string? Color)> lines)
    {
        foreach ((string line, string? color) in lines)
        {
            _text.Remark(line, color);
        }
    }
}
