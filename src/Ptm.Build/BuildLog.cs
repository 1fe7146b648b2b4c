using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>Says things the way compilers do: <c>prompts/refund.yaml(12,5): error PTM1001: …</c>.</summary>
internal sealed class BuildLog(TaskLoggingHelper log, string projectFolder, WarningRules warnings, HelpPages help, TerminalProgress terminal)
{
    public const string UnknownKey = "PTM2001";
    public const string InvalidValue = "PTM3004";
    public const string SecretProperty = "PTM3012";
    public const string NoCaseRan = "PTM1009";
    public const string EvaluatorFailed = "PTM4010";

    public void Error(string code, string message) => log.LogError(null, code, code, help.LinkTo(code), null, 0, 0, 0, 0, message);

    /// <summary>Says what is wrong with the project, once a build: each of its frameworks finds it.</summary>
    public void ErrorOnce(string code, string message, IBuildEngine build)
    {
        if (IsFirst(message, build))
        {
            Error(code, message);
        }
        else if (build is IBuildEngine7 engine)
        {
            engine.AllowFailureWithoutError = true;
        }
    }

    /// <inheritdoc cref="ErrorOnce"/>
    public void WarnOnce(string code, string message, IBuildEngine build)
    {
        if (!IsFirst(message, build))
        {
            return;
        }

        if (warnings.IsError(code))
        {
            Error(code, message);
        }
        else
        {
            log.LogWarning(null, code, code, help.LinkTo(code), null, 0, 0, 0, 0, message);
        }
    }

    /// <inheritdoc cref="ErrorOnce"/>
    public void SayOnce(string message, IBuildEngine build)
    {
        if (IsFirst(message, build))
        {
            Summary(message);
        }
    }

    public void Diagnostic(EvaluatorMessage finding)
    {
        string? file = finding.File is { } path ? Shorten(path) : null;
        string? link = help.LinkTo(finding.Code);
        if (finding.IsWarning && !warnings.IsError(finding.Code))
        {
            log.LogWarning(null, finding.Code, finding.Code, link, file, finding.Line, finding.Column, 0, 0, finding.Message);
        }
        else
        {
            log.LogError(null, finding.Code, finding.Code, link, file, finding.Line, finding.Column, 0, 0, finding.Message);
        }
    }

    public void Summary(string message)
    {
        if (!terminal.Say(message))
        {
            log.LogMessage(MessageImportance.High, message);
        }
    }

    public void Live(EvaluatorMessage message) => terminal.Show(message);

    public void Remark(string message) => log.LogMessage(MessageImportance.Normal, message);

    public void Detail(string message) => log.LogMessage(MessageImportance.Low, message);

    bool IsFirst(string message, IBuildEngine build)
    {
        string said = $"{build.ProjectFileOfTaskNode}\n{projectFolder}\n{message}";
        if (build is not IBuildEngine4 engine)
        {
            return true;
        }

        bool isFirst = engine.GetRegisteredTaskObject(said, RegisteredTaskObjectLifetime.Build) is null;
        if (isFirst)
        {
            engine.RegisterTaskObject(said, said, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }

        return isFirst;
    }

    /// <summary>Relative to the project where the file lies in it, as the project file names it.</summary>
    public string Shorten(string path) =>
        path.Length > projectFolder.Length + 1
        && path.StartsWith(projectFolder, StringComparison.Ordinal)
        && (path[projectFolder.Length] == Path.DirectorySeparatorChar || path[projectFolder.Length] == Path.AltDirectorySeparatorChar)
            ? path.Substring(projectFolder.Length + 1)
            : path;
}
