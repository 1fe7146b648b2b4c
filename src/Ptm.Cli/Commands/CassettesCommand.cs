using System.CommandLine;
using System.Globalization;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Cassettes;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm cassettes</c>: checks recorded answers, and removes those that no case asks for.</summary>
internal static class CassettesCommand
{
    const int MostListed = 20;
    const int PromptShown = 60;

    static readonly Option<string[]> s_config = LibraryOption.Create();
    static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "Says what would be removed, and removes nothing." };

    public static Command Create() => new("cassettes", "Checks recorded answers, and removes those that no case asks for.") { Verify(), Prune() };

    static Command Verify()
    {
        Command command = new("verify", "Reads every recording and says what is wrong: lines that are none, two of one request, keys of this environment in them. Exit codes: 0 fine, 2 something is wrong.") { s_config };
        command.SetAction(parsed => Within(parsed, async (engine, _, report, output) =>
        {
            (IReadOnlyList<Recording> recordings, IReadOnlyList<Diagnostic> findings) = CassetteFolder.Verify(engine.CassettePath);
            foreach (Diagnostic finding in findings)
            {
                report.Finding(finding);
            }

            if (recordings.Count == 0 && findings.Count == 0)
            {
                await output.Out.WriteLineAsync($"There are no recordings under {Path.GetRelativePath(Environment.CurrentDirectory, engine.CassettePath)}, so none was checked. 'ptm record' makes them.").ConfigureAwait(false);
                return ExitCodes.Success;
            }

            int models = recordings.Select(recording => recording.Request.Model).Distinct(StringComparer.Ordinal).Count();
            await output.Out.WriteLineAsync($"{Number(recordings.Count, "recording")} of {Number(models, "model")} in {Number(CassetteFolder.Files(engine.CassettePath).Count, "file")}: {(findings.Count == 0 ? "nothing is wrong" : Number(findings.Count, "error"))}.").ConfigureAwait(false);
            return findings.Count == 0 ? ExitCodes.Success : ExitCodes.BadUsageOrFile;
        }));
        return command;
    }

    static Command Prune()
    {
        Command command = new(
            "prune",
            "Evaluates all cases on their recordings and removes the recordings that none of them asked for. Other samples of what they ask for stay, unless --repeat says how many there are; so does what ptm judge check recorded. Nothing is removed where a case could not be decided. Exit codes: 0 done, 2 bad usage or file, 3 some cases could not be decided, 4 no case, 130 cancelled.")
        {
            s_config, s_dryRun,
        };
        SelectionOptions.AddRunTo(command);
        command.SetAction((parsed, cancellationToken) => Within(parsed, (engine, options, report, output) => PruneAsync(parsed, engine, options, report, output, cancellationToken)));
        return command;
    }

    static async Task<int> PruneAsync(ParseResult parsed, PtmEngine given, PtmEngineOptions options, TextReport report, StandardOutput output, CancellationToken cancellationToken)
    {
        // A file that is named alone shares its recordings with the library that it lies in.
        string root = PtmEngine.FindRoot(parsed.GetValue(s_config) is [var first, ..] ? first : Environment.CurrentDirectory);
        using PtmEngine? library = File.Exists(Path.Combine(root, "ptm.yaml")) ? PtmEngine.Open(root, options) : null;
        HashSet<string> used = new(StringComparer.Ordinal);
        int cases = 0;
        foreach (PtmEngine engine in library is null ? [given] : library.Files.ToHashSet(StringComparer.Ordinal).SetEquals(given.Files) ? [library] : new[] { library, given })
        {
            (int? exitCode, int count) = await UseAsync(parsed, engine, report, output, cancellationToken).ConfigureAwait(false);
            if (exitCode is { } refused)
            {
                return refused;
            }

            used.UnionWith(engine.Cassettes.Used);
            cases = Math.Max(cases, count);
        }

        int removed = 0;
        bool isTrial = parsed.GetValue(s_dryRun);
        foreach (IGrouping<string, Recording> unused in CassetteFolder.Unused(given.CassettePath, used, keepsSamples: SelectionOptions.Run(parsed).Repeat is null).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!isTrial)
            {
                CassetteFolder.Remove(given.CassettePath, unused);
            }

            removed += unused.Count();
            await output.Out.WriteLineAsync($"{Path.GetRelativePath(Environment.CurrentDirectory, unused.Key)}: {Number(unused.Count(), "recording")} {(isTrial ? "would be removed" : "removed")}").ConfigureAwait(false);
            foreach (Recording recording in unused.Take(MostListed))
            {
                await output.Out.WriteLineAsync($"  line {recording.Location!.Line.ToString(CultureInfo.InvariantCulture)}: {Asked(recording)}").ConfigureAwait(false);
            }

            if (unused.Count() > MostListed)
            {
                await output.Out.WriteLineAsync($"  and {unused.Count() - MostListed} more").ConfigureAwait(false);
            }
        }

        await output.Out.WriteLineAsync($"{Number(used.Count, "recording")} in use by {Number(cases, "case")}, {removed} {(isTrial ? "would be removed" : "removed")}.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    /// <summary>Evaluates all cases of an engine on their recordings; an exit code where it is not known what they ask for.</summary>
    static async Task<(int? ExitCode, int Cases)> UseAsync(ParseResult parsed, PtmEngine engine, TextReport report, StandardOutput output, CancellationToken cancellationToken)
    {
        List<CaseResult> undecided = [];
        RunResult run = await engine.StreamAsync(
            engine.Plan(SelectionOptions.Run(parsed)),
            new NoResults(),
            result =>
            {
                if (result.Error is not null && undecided.Count < MostListed)
                {
                    undecided.Add(result);
                }
            },
            cancellationToken).ConfigureAwait(false);
        switch (run)
        {
            case { State: RunState.Cancelled }:
                return (ExitCodes.Cancelled, 0);
            case { Summary.Total: 0 }:
                await output.Out.WriteLineAsync("There is no case, so nothing was removed.").ConfigureAwait(false);
                return (ExitCodes.NothingChecked, 0);
            case { State: RunState.Failed }:
                await output.Out.WriteLineAsync("The run failed, so nothing was removed.").ConfigureAwait(false);
                return (ExitCodes.BadUsageOrFile, 0);
            case { Summary.Errors: > 0 }:
                foreach (CaseResult result in undecided)
                {
                    report.Finding(new(result.Error!.Code, DiagnosticSeverity.Error, $"{CaseName.Of(result)} [{result.Provider}]: {result.Error.Message}", result.Location));
                }

                await output.Out.WriteLineAsync($"{Number(run.Summary.Errors, "case")} of {run.Summary.Total} could not be decided, so it is not known what they ask for, and nothing was removed. 'ptm record' records what is missing.").ConfigureAwait(false);
                return (ExitCodes.Errors, 0);
            default:
                return (null, run.Summary.Total);
        }
    }

    static string Asked(Recording recording)
    {
        string sample = recording.Request.Sample == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (sample {recording.Request.Sample})");
        return $"\"{CaseName.OneLine(recording.Request.Conversation.Text ?? recording.Request.Conversation.Messages.GetRawText(), PromptShown)}\"{sample}";
    }

    static async Task<int> Within(ParseResult parsed, Func<PtmEngine, PtmEngineOptions, TextReport, StandardOutput, Task<int>> work)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory);
        PtmEngineOptions options = new() { MaxConcurrency = SelectionOptions.MaxConcurrency(parsed), Cassettes = "replay", OnWarning = report.Finding };
        try
        {
            _ = SelectionOptions.LoadPrograms(parsed, options);
            using PtmEngine engine = LibraryOption.Open(parsed.GetValue(s_config), options);
            return await work(engine, options, report, output).ConfigureAwait(false);
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                report.Finding(finding);
            }

            return ExitCodes.BadUsageOrFile;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
    }

    static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
