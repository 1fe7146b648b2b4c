using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>One run of the evaluator: what it says becomes messages, warnings and errors of the build.</summary>
internal sealed class Evaluation(EvaluatorProgram program, EvalArguments arguments, BuildLog log)
{
    // MSBuild hears of a Ctrl-C later than the evaluator does, at times.
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    readonly List<string> _warnings = [];
    readonly Progress _progress = new(log);
    readonly TaskCompletionSource<bool> _cancelled = new();

    volatile EvaluatorProcess? _running;
    bool _hasFailed;
    string[] _added = [];
    string? _version;

    public bool IsCancelled => _cancelled.Task.IsCompleted;

    public void Cancel()
    {
        _cancelled.TrySetResult(true);
        _running?.Kill();
    }

    /// <returns>null when cancelled.</returns>
    /// <exception cref="EvaluatorException">It came to no verdict.</exception>
    public EvaluationResult? Run()
    {
        using ResponseFile response = ResponseFile.Write(arguments.ForCommandLine());
        log.Detail($"Ptm: {program.Host} exec {program.Path} {string.Join(" ", arguments.ForCommandLine())}");
        using EvaluatorProcess process = EvaluatorProcess.Start(program, response.Path);
        _running = process;
        if (IsCancelled)
        {
            process.Kill();
        }

        try
        {
            EvaluatorMessage? end = process.Follow(arguments.Timeout, Report, () => IsCancelled);
            return IsCancelled || (WasInterrupted(end, process) && _cancelled.Task.Wait(s_patience)) ? null : Conclude(end, process);
        }
        finally
        {
            _running = null;
        }
    }

    static bool WasInterrupted(EvaluatorMessage? end, EvaluatorProcess process) => end is null ? process.WasInterrupted : end.State == EvaluatorMessage.Cancelled;

    void Report(EvaluatorMessage message)
    {
        if (IsCancelled)
        {
            // What it says of a run that was cut short is no finding.
            return;
        }

        switch (message.Type)
        {
            case EvaluatorMessage.Start:
                _version = message.Version;
                _progress.Start(message);
                break;
            case EvaluatorMessage.Added:
                _added = message.Files ?? [];
                foreach (string file in _added)
                {
                    log.Remark($"Ptm: {log.Shorten(file)} is evaluated too, because ptm.yaml names it");
                }

                break;
            case EvaluatorMessage.Case:
                _progress.Case(message);
                break;
            case EvaluatorMessage.Diagnostic:
                if (message.IsWarning)
                {
                    _warnings.Add(message.Written!);
                }
                else
                {
                    _hasFailed = true;
                }

                log.Diagnostic(message);
                break;
            case EvaluatorMessage.Command:
                log.Summary(message.Message ?? "");
                break;
            case EvaluatorMessage.Text:
                log.Detail(message.Message ?? "");
                break;
        }
    }

    // What ptm.yaml added is no item that a person sees in the project.
    string Shown() =>
        _added.Length == 0 ? arguments.Shown
        : $"{(arguments.HasPrompts ? arguments.Shown + ", and " : "")}{(_added.Length == 1 ? log.Shorten(_added[0]) : $"{_added.Length.ToString(CultureInfo.InvariantCulture)} files")} of ptm.yaml";

    EvaluationResult Conclude(EvaluatorMessage? end, EvaluatorProcess process)
    {
        if (end is null)
        {
            throw new EvaluatorException($"The evaluator ended without a verdict{process.LastWords}");
        }

        if (end.State == EvaluatorMessage.Empty)
        {
            return new(!_hasFailed, new(), _warnings, end.Files ?? [], []);
        }

        _progress.End();
        RunFigures figures = new();
        if (end.Total is not null)
        {
            figures = RunFigures.Of(end, _version);
            log.Summary($"Ptm {figures.Version}: {figures.Describe()} ({Shown()})");
        }

        if (end.ExitCode != 0 && !_hasFailed)
        {
            throw new EvaluatorException($"The evaluator ended with exit code {end.ExitCode.ToString(CultureInfo.InvariantCulture)} ({end.State}){process.LastWords}");
        }

        return new(end.ExitCode == 0 && !_hasFailed, figures, _warnings, end.Files ?? [], end.Environment ?? []);
    }
}
