using System;
using System.IO;
using Microsoft.Build.Framework;
using Ptm.Build.Evaluator;
using Ptm.Build.Stamps;

namespace Ptm.Build;

/// <summary>Evaluates a project when something changed that its last green run rests on, and once a build whatever it comes to.</summary>
internal sealed class GatedProject(string stampFile, EvaluatorProgram program, EvalArguments arguments, PromptFiles files, BuildLog log)
{
    readonly string _path = Path.GetFullPath(stampFile);
    readonly StampFile _stamp = new(Path.GetFullPath(stampFile));

    // What a server would say today, no file tells.
    static bool HasServer => Environment.GetEnvironmentVariable(EvaluatorProcess.ServerVariable) is { Length: > 0 };

    /// <returns>null when cancelled.</returns>
    /// <exception cref="EvaluatorException">It came to no verdict.</exception>
    public Verdict? Judge(Evaluation evaluation, IBuildEngine build)
    {
        using StampLock? turn = StampLock.Take(_path + ".lock", arguments.Timeout, () => evaluation.IsCancelled);
        if (turn is null)
        {
            return null;
        }

        string question = arguments.Question(program);
        BuildNote note = new(_path + ".build", build);
        return Earlier(note, question, build) ?? UpToDate(note, question) ?? Now(evaluation, turn, note, question);
    }

    Verdict? Earlier(BuildNote note, string question, IBuildEngine build)
    {
        if (note.Find(question, arguments.RequiredFiles) is not { } earlier)
        {
            return null;
        }

        if (earlier.IsEmpty)
        {
            files.SayNone(wereThere: false);
            return earlier;
        }

        if (!earlier.IsGreen)
        {
            log.Summary($"Ptm: failed in this build already, {earlier.Figures.Describe()} ({arguments.Shown})");
            if (build is IBuildEngine7 silent)
            {
                silent.AllowFailureWithoutError = true;
            }

            return earlier;
        }

        log.Detail($"Ptm: evaluated in this build already, {earlier.Figures.Describe()} ({arguments.Shown})");
        if (!HasServer && !_stamp.Exists)
        {
            // A rebuild for the next framework cleaned it away.
            _stamp.Write(earlier);
        }

        return earlier;
    }

    Verdict? UpToDate(BuildNote note, string question)
    {
        if (HasServer)
        {
            log.Detail("Ptm: evaluating, because a server may answer otherwise today");
            return null;
        }

        if (_stamp.Find(question, arguments.RequiredFiles, out string? reason) is not { } verdict)
        {
            log.Detail($"Ptm: evaluating, because {reason}");
            return null;
        }

        if (verdict.IsEmpty)
        {
            files.SayNone(wereThere: false);
            note.Leave(verdict);
            return verdict;
        }

        log.Detail($"Ptm: up to date, {verdict.Figures.Describe()} ({arguments.Shown})");
        foreach (string warning in verdict.Warnings)
        {
            log.Diagnostic(EvaluatorMessage.Read(warning));
        }

        note.Leave(verdict);
        return verdict;
    }

    Verdict? Now(Evaluation evaluation, StampLock turn, BuildNote note, string question)
    {
        bool hadCases = _stamp.HasCases;
        if (arguments.HasPrompts)
        {
            _stamp.Remove();
        }

        DateTime began = turn.Touch();
        EvaluationResult? result;
        try
        {
            result = evaluation.Run();
        }
        catch (EvaluatorException)
        {
            note.Leave(Verdict.Of(question, isGreen: false, new(), [], [], []));
            throw;
        }

        if (result is null)
        {
            return null;
        }

        if (result.IsEmpty && !files.SayNone(hadCases))
        {
            Verdict none = Verdict.Of(question, isGreen: false, new(), [], result.Files, []);
            note.Leave(none);
            return none;
        }

        _stamp.Remove();
        Verdict verdict = Verdict.Of(question, result.IsGreen, result.Figures, result.Warnings, result.Files, result.Variables);
        if (verdict.MayBeOutdated(began))
        {
            // An answer must not rest on a file that changed while it was found.
            return verdict;
        }

        note.Leave(verdict);
        if (verdict.IsGreen && !HasServer)
        {
            _stamp.Write(verdict);
        }

        return verdict;
    }
}
