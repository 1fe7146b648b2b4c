using System.CommandLine;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Operations;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Running;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm optimize</c>: searches for a better prompt and proves it, here or on a server.</summary>
internal static class OptimizeCommand
{
    static readonly Argument<string?> s_prompt = new("PROMPT") { Description = "The prompt's id.", Arity = ArgumentArity.ZeroOrOne };
    static readonly Argument<string> s_listed = new("PROMPT") { Description = "The prompt's id." };
    static readonly Argument<string> s_shown = new("ID") { Description = "The optimization's id." };
    static readonly Option<string[]> s_config = LibraryOption.Create(hasArgument: true);
    static readonly Option<string?> s_mutator = new("--mutator") { Description = "The provider that proposes. Default: mutator_profile of ptm.yaml, else the judge, else the first provider.", HelpName = "NAME" };
    static readonly Option<int?> s_seed = NumberOption.Create("--seed", "Starts every draw. Default: what ptm.yaml says, else 0.", "N", least: 0, most: OptimizationLimits.MostSeed);
    static readonly Option<string?> s_output = PathOption.Checked(new Option<string?>("--output", "-o") { Description = "Writes the change of the prompt's file there, for 'git apply'. Default: .ptm/optimizations/ID/result.diff.", HelpName = "PATCH" });
    static readonly Option<bool> s_apply = new("--apply") { Description = "Writes an improved prompt into its file; its comments and layout stay. Without it the file is never touched." };
    static readonly Option<bool> s_new = new("--new") { Description = "Starts over. Default: goes on with one of the same prompt and settings that was interrupted." };
    static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "Says what would be asked and what it costs at most, and asks nothing." };
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };
    static readonly Option<OutputFormat> s_format = new("--format") { Description = "text, or jsonl: one JSON object a line. Default: text.", HelpName = "FORMAT", CustomParser = result => result.Tokens[0].Value == "jsonl" ? OutputFormat.Jsonl : OutputFormat.Text };

    static readonly Option[] s_ofHere = [s_config, s_mutator, s_seed, s_output, s_apply, s_new, s_dryRun, s_cassettes, .. SelectionOptions.Programs];

    public static Command Create()
    {
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
        s_format.AcceptOnlyFromAmong("text", "jsonl");
        Command list = new("list", "Lists the optimizations of a prompt, the newest first.") { s_listed, s_config, s_format };
        list.SetAction((parsed, cancellationToken) => ReadAsync(parsed, async (optimizations, report) => report.List(parsed.GetValue(s_listed)!, await optimizations.GetHistoryAsync(parsed.GetValue(s_listed)!, cancellationToken).ConfigureAwait(false)), cancellationToken));
        Command show = new("show", "Shows an optimization with every candidate: what it came from, what it changed, how it did case by case, what it cost.") { s_shown, s_config, s_format };
        show.SetAction((parsed, cancellationToken) => ReadAsync(parsed, async (optimizations, report) => report.Detail(await optimizations.GetAsync(parsed.GetValue(s_shown)!, cancellationToken).ConfigureAwait(false), PromptResult.LeftBy(FolderOf(parsed), parsed.GetValue(s_shown)!)), cancellationToken));
        Command command = new("optimize", $"Searches for a better prompt within a budget, and proves it on cases that the search never saw; on the server of {PtmConnection.BaseUrlVariable} where that is set. Exit codes: 0 ended, improved or not, 1 below the target that was to be enforced, 2 bad usage or file, or it could not go on, 3 errors kept it from being decided, 4 no case, 130 cancelled.")
        {
            list, show, s_prompt, s_config, s_mutator, s_seed, s_output, s_apply, s_new, s_dryRun, s_cassettes, s_format,
        };
        OptimizeOptions.AddTo(command);
        SelectionOptions.AddProgramsTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    static Task<int> ReadAsync(ParseResult parsed, Func<IPtmOptimizations, OptimizationReport, Task> read, CancellationToken cancellationToken) => ToldAsync(parsed, async report =>
    {
        using PtmClient? server = Server();
        using PtmEngine? engine = server is null ? Open(parsed, report, null) : null;
        await read(server?.Optimizations ?? engine!.Optimizations, report).ConfigureAwait(false);
        return ExitCodes.Success;
    }, cancellationToken);

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => ToldAsync(parsed, async report =>
    {
        using PtmClient? server = Server();
        return server is null ? await HereAsync(parsed, report, cancellationToken).ConfigureAwait(false) : await ThereAsync(server, parsed, report, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    static async Task<int> ToldAsync(ParseResult parsed, Func<OptimizationReport, Task<int>> act, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        OptimizationReport report = new(output, parsed.GetValue(s_format));
        try
        {
            return report.Exit(await act(report).ConfigureAwait(false));
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in ServerFault.WithNextStep(e).Diagnostics)
            {
                report.Finding(finding);
            }

            return report.Exit(e.Diagnostics[0].Code == DiagnosticCodes.NoTests ? ExitCodes.NothingChecked : ExitCodes.BadUsageOrFile);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report.Exit(ExitCodes.Cancelled);
        }
    }

    static async Task<int> HereAsync(ParseResult parsed, OptimizationReport report, CancellationToken cancellationToken)
    {
        OptimizationDefaults said = new() { Mutator = parsed.GetValue(s_mutator), Seed = parsed.GetValue(s_seed) };
        using PtmEngine engine = Open(parsed, report, said);
        string id = PromptOf(parsed);
        OptimizationRequest request = OptimizeOptions.Read(parsed);
        EngineOptimizations optimizations = (EngineOptimizations)engine.Optimizations;
        OptimizationEstimate estimate = await optimizations.EstimateAsync(id, request, parsed.GetValue(s_new), cancellationToken).ConfigureAwait(false);
        PromptDefinition prompt = engine.LoadedPrompts.First(prompt => prompt.Id == id);
        PromptResult result = new(prompt, parsed.GetValue(s_output), parsed.GetValue(s_apply), FolderOf(parsed), report);
        result.Check(engine.Files);
        if (parsed.GetValue(s_dryRun))
        {
            report.Estimate(estimate);
            return ExitCodes.Success;
        }

        Optimization begun = await optimizations.SubmitAsync(id, request, parsed.GetValue(s_new), cancellationToken).ConfigureAwait(false);
        report.Remark(begun.CostUsd > 0
            ? $"Going on with optimization {begun.Id} of {CaseName.OneLine(id)}; {OptimizationText.Usd(begun.CostUsd.Value)} of {OptimizationText.Usd(request.MaxCostUsd)} spent. --new starts over."
            : $"Optimization {begun.Id} of {CaseName.OneLine(id)}, {OptimizationText.Usd(request.MaxCostUsd)} at most.");
        report.Doubt(estimate);
        try
        {
            await FollowAsync(optimizations, begun.Id, report, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was answered is on disk; calls in flight end with the engine.
            report.Remark("Interrupted. The same command goes on where it stopped, and pays for no answer\nthat had come back; --new starts over.");
            throw;
        }

        Optimization ended = await optimizations.GetAsync(begun.Id, cancellationToken).ConfigureAwait(false);
        int code = ExitCodeOf(ended);
        return !result.Keep(ended) && code == ExitCodes.Success ? ExitCodes.BadUsageOrFile : code;
    }

    static async Task<int> ThereAsync(PtmClient server, ParseResult parsed, OptimizationReport report, CancellationToken cancellationToken)
    {
        if (s_ofHere.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } local)
        {
            throw Wrong($"{local.Name} is for optimizing in this process, and {PtmConnection.BaseUrlVariable} names a server. Unset it, or leave the option out.");
        }

        string id = PromptOf(parsed);
        OptimizationRequest request = OptimizeOptions.Read(parsed);
        Optimization begun = await server.Optimizations.SubmitAsync(id, request, cancellationToken).ConfigureAwait(false);
        report.Remark($"Optimization {begun.Id} of {CaseName.OneLine(id)} on the server, {OptimizationText.Usd(request.MaxCostUsd)} at most.");
        try
        {
            await FollowAsync(server.Optimizations, begun.Id, report, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Left alone it would go on spending.
            using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
            await server.Optimizations.CancelAsync(begun.Id, soon.Token).ConfigureAwait(false);
            report.Remark("Cancelled on the server.");
            throw;
        }

        Optimization ended = await server.Optimizations.GetAsync(begun.Id, cancellationToken).ConfigureAwait(false);
        report.End(ended, ChangeOf(ended));
        if (ended.ResultVersion is not null)
        {
            report.Remark(OptimizationText.Version(ended));
        }

        return ExitCodeOf(ended);
    }

    // A candidate's own diff is against its parent.
    static string? ChangeOf(Optimization ended) =>
        PromptOf(ended, CandidateState.Baseline) is { } before && PromptOf(ended, CandidateState.Best) is { } after ? PromptDiff.Of(before, after) : null;

    static PromptDefinition? PromptOf(Optimization ended, CandidateState state) =>
        ended.Candidates?.FirstOrDefault(candidate => candidate.State == state) is { } one ? new() { Id = ended.PromptId, Text = one.PromptText, Messages = one.Messages ?? [] } : null;

    static async Task FollowAsync(IPtmOptimizations optimizations, string id, OptimizationReport report, CancellationToken cancellationToken)
    {
        await foreach (OptimizationProgress step in optimizations.FollowAsync(id, 0, cancellationToken).ConfigureAwait(false))
        {
            report.Step(step);
        }
    }

    static int ExitCodeOf(Optimization ended) => ended switch
    {
        { State: RunState.Cancelled } => ExitCodes.Cancelled,
        { State: RunState.Failed, Verdict: not null } => ExitCodes.GateViolated,
        { State: RunState.Failed } => ExitCodes.BadUsageOrFile,
        { Verdict: OptimizationVerdict.Inconclusive } => ExitCodes.Errors,
        _ => ExitCodes.Success,
    };

    // It may be missing before 'list' and 'show'.
    static string PromptOf(ParseResult parsed) => parsed.GetValue(s_prompt) is { Length: > 0 } id ? id : throw Wrong("Name the PROMPT to optimize, or 'list' or 'show'. 'ptm optimize --help' lists what there is.");

    static PtmException Wrong(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));

    static PtmClient? Server() => PtmConnection.FromEnvironment()?.CreateClient(new() { OnWarning = Console.Error.WriteLine });

    static PtmEngine Open(ParseResult parsed, OptimizationReport report, OptimizationDefaults? said)
    {
        PtmEngineOptions options = new()
        {
            MaxConcurrency = SelectionOptions.MaxConcurrency(parsed),
            Cassettes = parsed.GetValue(s_cassettes),
            OnWarning = report.Finding,
            OptimizationFolder = FolderOf(parsed),
            Optimization = said ?? new(),
        };
        _ = SelectionOptions.LoadPrograms(parsed, options);
        return LibraryOption.Open(parsed.GetValue(s_config), options);
    }

    static string FolderOf(ParseResult parsed) =>
        Path.Combine(PtmEngine.FindRoot(parsed.GetValue(s_config) is [var path, ..] ? path : Environment.CurrentDirectory), ".ptm", "optimizations");
}
