using System.Collections.Generic;
using System.Globalization;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>One run of the evaluator: what it says becomes messages, warnings and errors of the build.</summary>
internal sealed class Evaluation(EvaluatorProgram program, EvalArguments arguments, BuildLog log)
{
    readonly List<string> _warnings = [];

    volatile bool _isCancelled;
    volatile EvaluatorProcess? _running;
    bool _hasFailed;
    string? _version;

    public bool IsCancelled => _isCancelled;

    public void Cancel()
    {
        _isCancelled = true;
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
        if (_isCancelled)
        {
            process.Kill();
        }

        try
        {
            EvaluatorMessage? end = process.Follow(arguments.Timeout, Report);
            return _isCancelled ? null : Conclude(end, process);
        }
        finally
        {
            _running = null;
        }
    }

    void Report(EvaluatorMessage message)
    {
        switch (message.Type)
        {
            case EvaluatorMessage.Start:
                _version = message.Version;
                break;
            case EvaluatorMessage.Case:
                log.Detail($"Ptm: {message.Outcome} {RunFigures.Format(message.Score)} {message.Name} [{message.Provider}]");
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

    EvaluationResult Conclude(EvaluatorMessage? end, EvaluatorProcess process)
    {
        if (end is null)
        {
            throw new EvaluatorException($"The evaluator ended without a verdict{process.LastWords}");
        }

        RunFigures figures = new();
        if (end.Total is not null)
        {
            figures = RunFigures.Of(end, _version);
            log.Summary($"Ptm {figures.Version}: {figures.Describe()} ({arguments.Shown})");
        }

        if (end.ExitCode != 0 && !_hasFailed)
        {
            throw new EvaluatorException($"The evaluator ended with exit code {end.ExitCode.ToString(CultureInfo.InvariantCulture)} ({end.State}){process.LastWords}");
        }

        return new(end.ExitCode == 0 && !_hasFailed, figures, _warnings, end.Files ?? [], end.Environment ?? []);
    }
}
