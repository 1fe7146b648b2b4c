using System;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;

namespace Ptm.Build;

/// <summary>Says what it means that there is no prompt: a project need not have one, a gate that was asked for needs one.</summary>
internal sealed class PromptFiles(string? project, bool mayBeNone, BuildLog log, IBuildEngine build)
{
    const string Folder = "prompts";
    const string Configuration = "ptm.yaml";

    /// <summary>Whether a <c>ptm.yaml</c> lies in a folder or above it.</summary>
    public static bool AreNamedAbove(string folder)
    {
        for (DirectoryInfo? ancestor = new(folder); ancestor is not null; ancestor = ancestor.Parent)
        {
            if (File.Exists(Path.Combine(ancestor.FullName, Configuration)))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="wereThere">Whether prompts were there when the gate was green last.</param>
    /// <returns>Whether that is no error.</returns>
    public bool SayNone(bool wereThere)
    {
        if (mayBeNone && !wereThere)
        {
            log.SayOnce($"Ptm.Build: no prompts in {(string.IsNullOrEmpty(project) ? "the project" : Path.GetFileName(project))}: nothing is evaluated (PtmPrompt items; by default prompts/**/*.yaml, promptfooconfig.yaml and what the prompts of a ptm.yaml name).{Misspelt()}", build);
            return true;
        }

        log.ErrorOnce(BuildLog.NoCaseRan, $"No prompt was found, so nothing would be checked: prompts/**/*.yaml, promptfooconfig.yaml, what a ptm.yaml names and PtmPrompt items are looked for, and a target of your own names its files (<PtmEval Prompts=\"@(PtmPrompt)\" />). In a project without prompts set PtmEvalEnabled to false; where they are gone for good, clean it.{Misspelt()}", build);
        return false;
    }

    // A clone on a system that tells capitals apart.
    static string Misspelt()
    {
        string? other = Directory.EnumerateDirectories(Directory.GetCurrentDirectory())
            .Select(Path.GetFileName)
            .FirstOrDefault(name => Folder.Equals(name, StringComparison.OrdinalIgnoreCase) && name != Folder);
        return other is null ? "" : $" There is a folder {other}, and it is {Folder} that is looked for.";
    }
}
