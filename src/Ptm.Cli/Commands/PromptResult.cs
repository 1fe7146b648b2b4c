using Ptm.Cli.Output;
using Ptm.Engine.Library.Writing;
using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Cli.Commands;

/// <summary>Where the better text of a prompt goes: into a patch of its file, and into the file itself where that was asked for.</summary>
/// <param name="prompt">The prompt as its file holds it.</param>
/// <param name="output">Where the patch was asked for; null for <paramref name="folder"/>.</param>
/// <param name="applies">Whether a proven improvement is to be written into the prompt's file.</param>
/// <param name="folder">The folder of the optimizations.</param>
/// <param name="report">Where it is told.</param>
internal sealed class PromptResult(PromptDefinition prompt, string? output, bool applies, string folder, OptimizationReport report)
{
    const string PatchName = "result.diff";
    const string TextName = "result.txt";

    /// <summary>Finds out what would be in the way, before money is spent.</summary>
    /// <param name="files">Files of the library, none of which is to be written over.</param>
    /// <exception cref="PtmException">What was asked for could not be written.</exception>
    public void Check(IEnumerable<string> files)
    {
        if (output is not null)
        {
            WritablePath.Require(output);
            if (files.Contains(Path.GetFullPath(output), StringComparer.Ordinal))
            {
                throw new PtmException(new Diagnostic(DiagnosticCodes.Conflict, DiagnosticSeverity.Error, "--output takes a file for the patch, and this is one of the library's. Name another; --apply writes the better prompt into its file.", new(Path.GetFullPath(output))));
            }
        }

        if (PromptPatch.FlawOf(prompt) is { } flaw)
        {
            report.Finding(applies && flaw.Severity == DiagnosticSeverity.Error ? throw new PtmException(flaw) : flaw with { Severity = DiagnosticSeverity.Warning });
        }
        else if (applies)
        {
            WritablePath.Require(PromptPatch.FileOf(prompt));
        }
    }

    /// <summary>Keeps what an optimization came to, and tells it.</summary>
    /// <returns>False where something that was asked for could not be written.</returns>
    public bool Keep(Optimization ended)
    {
        // An improvement that is not proven is a person's to apply; what was not even better on cases that the search never saw is nobody's.
        bool mayBeBetter = ended is { Verdict: OptimizationVerdict.Improved } or { Verdict: OptimizationVerdict.Unproven or OptimizationVerdict.Inconclusive, Gain: null or { Points: > 0 } };
        PromptDefinition? better = mayBeBetter ? Better(ended) : null;
        if (better is null)
        {
            report.End(ended, null);
            return true;
        }

        PromptPatch patch;
        try
        {
            patch = PromptPatch.Of(prompt, better);
        }
        catch (PtmException e)
        {
            report.End(ended, PromptDiff.Of(prompt, better));
            return Keep(ended, better, e.Diagnostics[0]);
        }

        return Keep(ended, patch);
    }

    bool Keep(Optimization ended, PromptPatch patch)
    {
        string here = Environment.CurrentDirectory;
        string root = IsWithin(here, patch.File) ? here : Path.GetDirectoryName(patch.File)!;
        string diff = patch.Diff(root);
        report.End(ended, diff);
        string own = Path.Combine(folder, ended.Id, PatchName);
        string path = output is null ? own : Path.GetFullPath(output);
        bool isWritten = Try(() => PromptFile.Write(path, diff));
        if (!isWritten && path != own)
        {
            path = own;
            PromptFile.Write(path, diff);
        }

        string file = Shown(patch.File);
        bool isProven = ended.Verdict == OptimizationVerdict.Improved;
        bool isApplied = applies && isProven && Try(patch.Apply);
        report.Patch(path, isApplied, isApplied
            ? [$"Wrote the better prompt into {file}. The change is in {Shown(path)}."]
            : [$"{file} was not touched{(applies && !isProven ? ", as the improvement is not proven" : "")}. To apply the change:", $"  git {(root == here ? "" : $"-C {Quoted(root)} ")}apply {Quoted(root == here ? Shown(path) : path)}"]);
        return isWritten && (isApplied || !applies || !isProven);
    }

    bool Keep(Optimization ended, PromptDefinition better, Diagnostic why)
    {
        bool isFailure = applies && ended.Verdict == OptimizationVerdict.Improved;
        report.Finding(why with { Severity = isFailure ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning });
        string path = Path.Combine(folder, ended.Id, TextName);
        PromptFile.Write(path, better.Text ?? string.Join("\n\n", better.Messages.Select(message => $"{message.Role}:\n{message.Content}")));
        report.Text(path, $"The better text is in {Shown(path)}.");
        return !isFailure;
    }

    bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (PtmException e)
        {
            report.Finding(e.Diagnostics[0]);
            return false;
        }
    }

    /// <summary>What an optimization left behind, in a line; null for nothing.</summary>
    public static string? LeftBy(string folder, string id) =>
        Path.Combine(folder, id, PatchName) is var patch && File.Exists(patch) ? $"The change of the prompt's file is in {Shown(patch)}, for 'git apply'."
        : Path.Combine(folder, id, TextName) is var text && File.Exists(text) ? $"The better text is in {Shown(text)}."
        : null;

    PromptDefinition? Better(Optimization ended) =>
        ended.BestMessages is { } messages ? prompt with { Messages = messages }
        : ended.BestPromptText is { } text ? prompt with { Text = text }
        : null;

    static string Shown(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    static bool IsWithin(string folder, string file) => !Path.GetRelativePath(folder, file).StartsWith("..", StringComparison.Ordinal);
}
