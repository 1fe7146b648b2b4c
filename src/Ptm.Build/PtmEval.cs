using System;
using System.Globalization;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ptm.Build.Evaluator;
using Ptm.Build.Stamps;

namespace Ptm.Build;

/// <summary>
/// Evaluates prompt files and gates on the result. What falls short is a build error at its line of YAML.
/// The work is done by a process of its own; nothing of the engine is loaded into the build.
/// </summary>
public sealed class PtmEval : Task, ICancelableTask
{
    volatile bool _isCancelled;
    bool _hasWarned;
    volatile EvaluatorProcess? _running;

    /// <summary>The prompt files and promptfoo configs to evaluate, at least one.</summary>
    public ITaskItem[] Prompts { get; set; } = [];

    /// <summary>Lowest score of the run, 0 to 100; empty for none. Without it and <see cref="MinPassRate"/> every case has to pass.</summary>
    public string? MinScore { get; set; }

    /// <summary>Lowest pass rate of the run, 0 to 1; empty for none.</summary>
    public string? MinPassRate { get; set; }

    /// <summary>Highest cost of the run in USD, 0 or more; empty for no limit.</summary>
    public string? MaxCostUsd { get; set; }

    /// <summary>Longest latency that 95 % of the calls stay within, in milliseconds, 0 or more; empty for no limit.</summary>
    public string? MaxLatencyMs { get; set; }

    /// <summary>How many cases may end in an error, 0 or more; empty for 0.</summary>
    public string? MaxErrors { get; set; }

    /// <summary>How many cases may check nothing, 0 or more; empty for 0.</summary>
    public string? MaxUnchecked { get; set; }

    /// <summary>How often each case runs on each provider, 1 or more; empty for as often as the files say.</summary>
    public string? Samples { get; set; }

    /// <summary>How sure a verdict on score, pass rate or baseline has to be, above 0.5 and below 1; empty to compare figures as they are, and for 0.95 with a <see cref="Baseline"/>.</summary>
    public string? Confidence { get; set; }

    /// <summary>The file of an earlier run, which the metrics must not have fallen from; empty for none.</summary>
    public string? Baseline { get; set; }

    /// <summary>How far a metric may fall below the <see cref="Baseline"/>, 0 or more and less than 1; empty for 0.</summary>
    public string? MinEffect { get; set; }

    /// <summary>What happens when the run does not suffice to tell: <c>warn</c>, <c>fail</c> or <c>pass</c>; empty for warn.</summary>
    public string? OnInconclusive { get; set; }

    /// <summary>Providers to run on instead of each prompt's own.</summary>
    public string[] Providers { get; set; } = [];

    /// <summary>Recorded answers: <c>replay</c>, <c>auto</c>, <c>record</c> or <c>off</c>; empty for replay, which calls no model.</summary>
    public string? Cassettes { get; set; }

    /// <summary>Writes the run to these files, each in the format of its extension: .html, .json, .md or .csv; empty for none.</summary>
    public string[] ReportPath { get; set; } = [];

    /// <summary>The built program whose <c>[PtmProvider]</c> methods are providers; empty for none.</summary>
    public string? ProviderAssembly { get; set; }

    /// <summary>Remembers a green run: while nothing changed that it rests on, nothing is evaluated. Empty to evaluate always.</summary>
    public string? StampFile { get; set; }

    /// <summary>Seconds after which the evaluation is ended with an error, 1 or more; empty for 600.</summary>
    public string? TimeoutSeconds { get; set; }

    /// <summary>The evaluator's <c>ptm.dll</c>; empty for the one in the package.</summary>
    public string? EvaluatorPath { get; set; }

    /// <summary>Score of the run, 0 to 100; empty when unknown.</summary>
    [Output]
    public string Score => Format(Figures.Score);

    /// <summary>Passed of passed, failed and error, 0 to 1; empty when unknown.</summary>
    [Output]
    public string PassRate => Format(Figures.PassRate);

    /// <summary>Cases that passed.</summary>
    [Output]
    public int Passed => Figures.Passed;

    /// <summary>Cases that failed.</summary>
    [Output]
    public int Failed => Figures.Failed;

    /// <summary>Cases that could not be decided.</summary>
    [Output]
    public int Errors => Figures.Errors;

    /// <summary>Cases that checked nothing.</summary>
    [Output]
    public int Unchecked => Figures.Unchecked;

    RunFigures Figures { get; set; } = new();

    /// <inheritdoc/>
    public override bool Execute()
    {
        BuildLog log = new(Log, Directory.GetCurrentDirectory());
        EvalArguments? arguments = EvalArguments.Read(this, log);
        if (arguments is null)
        {
            return false;
        }

        try
        {
            EvaluatorProgram program = EvaluatorProgram.Find(EvaluatorPath, typeof(PtmEval).Assembly.Location);
            if (string.IsNullOrEmpty(StampFile) || Environment.GetEnvironmentVariable(EvaluatorProcess.ServerVariable) is { Length: > 0 })
            {
                return Evaluate(program, arguments, log) is not null;
            }

            using StampLock? turn = StampLock.Take(StampFile! + ".lock", arguments.Timeout, () => _isCancelled);
            return turn is not null && EvaluateOnce(new(Path.GetFullPath(StampFile!)), turn, program, arguments, log);
        }
        catch (EvaluatorException e)
        {
            log.Error(BuildLog.EvaluatorFailed, e.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        _isCancelled = true;
        _running?.Kill();
    }

    bool EvaluateOnce(StampFile file, StampLock turn, EvaluatorProgram program, EvalArguments arguments, BuildLog log)
    {
        string question = arguments.Question(program);
        string? reason = file.WhyStale(question, arguments.RequiredFiles, out RunFigures? figures);
        if (reason is null)
        {
            Figures = figures!;
            log.Detail($"Ptm: up to date, {figures!.Describe()} ({arguments.Shown})");
            return true;
        }

        log.Detail($"Ptm: evaluating, because {reason}");
        file.Remove();
        DateTime began = turn.Touch();
        if (Evaluate(program, arguments, log) is not { } verdict)
        {
            return false;
        }

        if (_hasWarned)
        {
            // A warning that is seen once and never again is soon forgotten.
            return true;
        }

        // Without a stamp the next build evaluates again: an answer must not rest on a file that changed while it was found.
        file.Write(question, Figures, verdict.Files ?? [], began);
        return true;
    }

    EvaluatorMessage? Evaluate(EvaluatorProgram program, EvalArguments arguments, BuildLog log)
    {
        using ResponseFile response = ResponseFile.Write(arguments.ForCommandLine());
        log.Detail($"Ptm: {program.Host} exec {program.Path} {string.Join(" ", arguments.ForCommandLine())}");
        using EvaluatorProcess process = EvaluatorProcess.Start(program, response.Path);
        _running = process;
        if (_isCancelled)
        {
            process.Kill();
        }

        try
        {
            EvaluatorMessage? end = process.Follow(arguments.Timeout, message => Report(message, log));
            return _isCancelled ? null : Conclude(end, process, arguments, log);
        }
        finally
        {
            _running = null;
        }
    }

    void Report(EvaluatorMessage message, BuildLog log)
    {
        switch (message.Type)
        {
            case EvaluatorMessage.Case:
                log.Detail($"Ptm: {message.Outcome} {Format(message.Score)} {message.Name} [{message.Provider}]");
                break;
            case EvaluatorMessage.Diagnostic:
                _hasWarned |= message.Severity == "warning";
                log.Diagnostic(message);
                break;
            case EvaluatorMessage.Text:
                log.Detail(message.Message ?? "");
                break;
        }
    }

    EvaluatorMessage? Conclude(EvaluatorMessage? end, EvaluatorProcess process, EvalArguments arguments, BuildLog log)
    {
        if (end is null)
        {
            throw new EvaluatorException($"The evaluator ended without a verdict{process.LastWords}");
        }

        if (end.Total is not null)
        {
            Figures = RunFigures.Of(end);
            log.Summary($"Ptm: {Figures.Describe()} ({arguments.Shown})");
        }

        if (end.ExitCode != 0 && !Log.HasLoggedErrors)
        {
            throw new EvaluatorException($"The evaluator ended with exit code {end.ExitCode.ToString(CultureInfo.InvariantCulture)} ({end.State}){process.LastWords}");
        }

        return end.ExitCode == 0 && !Log.HasLoggedErrors ? end : null;
    }

    static string Format(double? figure) => figure?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
