using System.CommandLine;
using System.Globalization;
using Ptm.Cli.Output;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm record</c>: calls the models of the cases, and their judges, and keeps the answers.</summary>
internal static class RecordCommand
{
    static readonly Option<string[]> s_config = LibraryOption.Create();
    static readonly Option<bool> s_all = new("--all") { Description = "Asks for every answer again, in place of what is recorded. Default: only for what is missing." };

    public static Command Create()
    {
        Command command = new("record", "Calls the models of the cases, and their judges, and records the answers, so that they can be replayed offline. Exit codes: 0 recorded, whatever the checks say; 2 bad usage or file; 3 some cases could not be decided; 4 no case; 130 cancelled.") { s_config, s_all };
        SelectionOptions.AddTo(command);
        FilterOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory) { AwaitsStart = true };
        PtmEngineOptions options = new()
        {
            MaxConcurrency = SelectionOptions.MaxConcurrency(parsed),
            Cassettes = parsed.GetValue(s_all) ? "record" : "auto",
            OnWarning = report.Finding,
        };
        try
        {
            _ = SelectionOptions.LoadPrograms(parsed, options);
            using PtmEngine engine = LibraryOption.Open(parsed.GetValue(s_config), options);
            EvalPlan plan = FilterOptions.Apply(parsed, engine.Plan(SelectionOptions.Selection(parsed)));
            report.Start($"embedded engine {typeof(PtmEngine).Assembly.GetName().Version?.ToString(3)}", plan.Cases.Count, here: null, prompts: []);
            RunResult run = await engine.StreamAsync(plan, new NoResults(), report.Result, cancellationToken).ConfigureAwait(false);
            int made = engine.Cassettes.Made;
            int used = engine.Cassettes.Used.Count();
            report.EndRecording(run, string.Create(CultureInfo.InvariantCulture, $"{made} {(made == 1 ? "answer" : "answers")} recorded in {engine.CassettePath}, {Math.Max(0, used - made)} of the cases' answers were there already.{(engine.Cassettes.Unkept > 0 ? $" {engine.Cassettes.Unkept} not recorded: they ended by a word that is not known, or with nothing, so they may be no whole answers." : "")}"));
            return run.State == RunState.Cancelled ? ExitCodes.Cancelled
                : run.State == RunState.Failed ? ExitCodes.BadUsageOrFile
                : run.Summary.Total == 0 ? ExitCodes.NothingChecked
                : run.Summary.Errors > 0 ? ExitCodes.Errors
                : ExitCodes.Success;
        }
        catch (PtmException e)
        {
            report.Refuse(ExitCodes.BadUsageOrFile);
            foreach (Diagnostic finding in e.Diagnostics)
            {
                report.Finding(finding);
            }

            return ExitCodes.BadUsageOrFile;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }
}
