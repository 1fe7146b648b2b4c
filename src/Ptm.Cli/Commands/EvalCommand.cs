using System.CommandLine;
using Ptm.Cli.BuildServices;
using Ptm.Cli.Output;
using Ptm.Engine.Code;
using Ptm.Engine;
using Ptm.Engine.Library;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Sarif;
using Ptm.Engine.Reporting.Streams;
using Ptm.Statistics;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm eval</c>: evaluates the cases of prompts and gates on the result.</summary>
internal static class EvalCommand
{
    const int LargeLibrary = 32 * 1024 * 1024;

    static readonly Option<string[]> s_config = LibraryOption.Create();
    static readonly Option<string[]> s_output = new("--output", "-o") { Description = $"Writes the run to this file, in the format of its extension: {ReportFile.Extensions}. May be repeated.", HelpName = "FILE" };
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };
    static readonly Option<OutputFormat> s_format = new("--format") { Description = "How to report on standard output. Default: text." };
    static readonly Option<string?> s_writeBaseline = PathOption.Create("--write-baseline", "Writes the figures of each case to this file, for --baseline. Not where cases were errors or nothing was checked.");

    static readonly Option<string> s_annotations = new("--annotations") { Description = "Shows findings at their lines in a build service: auto (where its variables are set), github, azure or off. Default: auto.", HelpName = "SERVICE", DefaultValueFactory = _ => "auto" };
    static readonly Option<string> s_stepSummary = new("--step-summary") { Description = "Adds the run to the page of the step: auto (on GitHub and Azure DevOps) or off. Default: auto.", HelpName = "MODE", DefaultValueFactory = _ => "auto" };

    static readonly Option<bool> s_stopWithInput = new("--stop-with-input") { Description = "Stops when standard input closes, so that it never outlives the program that started it.", Hidden = true };

    static readonly Option<string?> s_within = new("--within") { Description = "A project's folder: the prompt files in it that the nearest ptm.yaml names are evaluated too.", HelpName = "DIR", Hidden = true };

    /// <summary>Whether the caller says by closing standard input, and in no other way, when to stop.</summary>
    public static bool StopsWithInput(ParseResult parsed) => parsed.GetResult(s_stopWithInput) is not null && parsed.GetValue(s_stopWithInput);

    public static Command Create()
    {
        s_format.AcceptOnlyFromAmong("text", "jsonl");
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
        s_annotations.AcceptOnlyFromAmong("auto", "github", "azure", "off");
        s_stepSummary.AcceptOnlyFromAmong("auto", "off");
        s_output.Validators.Add(result =>
        {
            foreach (string path in result.Tokens.Select(token => token.Value).Where(path => ReportFile.FormatOf(path) is null))
            {
                result.AddError($"--output takes a file that ends in {ReportFile.Extensions}, and '{path}' was given.");
            }
        });
        Command command = new("eval", $"Evaluates the cases of prompts and gates on the result: in this process, or on the server of {PtmConnection.BaseUrlVariable}. Exit codes: 0 passed, 1 gate violated, 2 bad usage or file, 3 errors, 4 nothing checked, 130 cancelled.")
        {
            s_config, s_output,
        };
        SelectionOptions.AddTo(command);
        GateOptions.AddTo(command);
        foreach (Option option in new Option[] { s_cassettes, s_format, s_writeBaseline, s_annotations, s_stepSummary, s_stopWithInput, s_within })
        {
            command.Options.Add(option);
        }

        FilterOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        IEvalReport report = parsed.GetValue(s_format) == OutputFormat.Jsonl ? new JsonLinesReport(output) : new TextReport(output, Environment.CurrentDirectory) { AwaitsStart = true };
        if (parsed.GetValue(s_format) == OutputFormat.Jsonl)
        {
            // What the program under test prints must not end up between the lines that another program reads.
            Console.SetOut(Console.Error);
        }

        if (AnnotationsOf(parsed) is var service and not BuildService.None)
        {
            report = new AnnotatedReport(report, service, SourceRoot.Above(Environment.CurrentDirectory));
        }

        CancellationToken stop = StopsWithInput(parsed) ? StandardInputWatch.Start(cancellationToken) : cancellationToken;
        try
        {
            return await EvaluateAsync(parsed, report, stop).ConfigureAwait(false);
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                report.Finding(finding);
            }

            report.Refuse(ExitCodes.BadUsageOrFile);
            return ExitCodes.BadUsageOrFile;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }

    static async Task<int> EvaluateAsync(ParseResult parsed, IEvalReport report, CancellationToken cancellationToken)
    {
        Gate gate = GateOptions.Read(parsed);
        PtmConnection? connection = PtmConnection.FromEnvironment();
        using PtmClient? server = connection?.CreateClient(new() { OnWarning = Console.Error.WriteLine });
        PtmEngineOptions options = new()
        {
            Server = server,
            MaxConcurrency = SelectionOptions.MaxConcurrency(parsed),
            Cassettes = parsed.GetValue(s_cassettes),
            OnWarning = report.Finding,
        };
        IReadOnlyList<ProviderAssembly> programs = SelectionOptions.LoadPrograms(parsed, options);
        ProjectPrompts? project = parsed.GetValue(s_within) is { } folder ? ProjectPrompts.Find(folder) : null;
        string[] paths = parsed.GetValue(s_config) ?? [];
        string[] added = project is null ? [] : [.. ProjectPrompts.Except(project.Files, paths.Select(Path.GetFullPath))];
        if (project is not null && paths.Length + added.Length == 0)
        {
            report.Empty(ExitCodes.NothingChecked, project.Inputs);
            return ExitCodes.NothingChecked;
        }

        using PtmEngine engine = LibraryOption.Open([.. paths, .. added], options);
        if (added.Length > 0)
        {
            report.Added(added);
        }

        EvalPlan plan = FilterOptions.Apply(parsed, engine.Plan(SelectionOptions.Selection(parsed)));
        if (GC.GetTotalMemory(forceFullCollection: false) > LargeLibrary)
        {
            // What the files were read into is garbage now, which the run would carry along.
            GC.Collect();
        }

        string? newBaseline = parsed.GetValue(s_writeBaseline);
        if (newBaseline is not null)
        {
            RequireWhole(newBaseline, plan, engine);
        }

        int? here = connection is null ? null : plan.Cases.Count(engine.IsLocal);
        report.Start(
            connection is null ? $"embedded engine {typeof(PtmEngine).Assembly.GetName().Version?.ToString(3)}" : $"server at {ServerAddress.Of(connection)}",
            plan.Cases.Count,
            here,
            [.. plan.Cases.CountBy(planned => planned.Prompt.Id, StringComparer.Ordinal)]);
        if (here == 0 && Idle(parsed) is { Length: > 0 } idle)
        {
            report.Remark($"{string.Join(" and ", idle)} {(idle.Length == 1 ? "has" : "have")} no effect: the server works by its own.");
        }

        bool isSequential = GateOptions.IsSequential(parsed) && engine.MayRunInRounds(plan);
        if (GateOptions.IsSequential(parsed) && !isSequential)
        {
            report.Remark("--sequential has no effect: the server works by its own, and cases that follow one another or have hooks run in their order.");
        }

        GateEvidence evidence = new(gate, plan, keepsCases: newBaseline is not null || isSequential, library: gate.Baseline is null ? null : engine.Plan(new() { Repeat = 1 }));
        SequentialSampling? sampling = isSequential ? new(gate, plan, evidence) : null;
        StepSummary? summary = parsed.GetValue(s_stepSummary) == "off" ? null : StepSummary.For(Environment.GetEnvironmentVariable, Environment.CurrentDirectory);
        using ReportStreams streams = ReportStreams.For(Outputs(parsed, engine, report), plan, Environment.CurrentDirectory, evidence, summary);
        RunResult run = await engine.StreamAsync(plan, streams, report.Result, sampling is null ? null : sampling.NextRound, cancellationToken).ConfigureAwait(false);
        GateResult verdict = run.State == RunState.Completed ? (sampling?.Final ?? gate).Decide(run, evidence) : new() { Verdict = GateVerdict.Failed };
        verdict = sampling is null ? verdict : verdict with { SamplesPlanned = sampling.Planned, SamplesTaken = evidence.Count };
        run = run with { Gate = verdict.HasEvidence ? verdict : null };

        // The evaluation may have cost money: what it found is reported, also when a file cannot be written.
        List<Diagnostic> warnings = [];
        List<Diagnostic> unwritten = [.. await streams.CompleteAsync(run).ConfigureAwait(false)];
        int exitCode = ExitCodes.Of(run, isWritten: true, verdict.Violations);
        if (newBaseline is not null && WriteBaseline(newBaseline, gate, evidence, run, exitCode) is { } remark)
        {
            (remark.Severity == DiagnosticSeverity.Error ? unwritten : warnings).Add(remark);
        }

        // Nobody asked for it by name, so that it is missing changes no verdict.
        if (summary?.Write(run, report.Command) is { } warning)
        {
            warnings.Add(warning);
        }

        foreach (Diagnostic one in warnings.Concat(unwritten))
        {
            report.Finding(one);
        }

        exitCode = ExitCodes.Of(run, unwritten.Count == 0, verdict.Violations);
        report.End(run, verdict, exitCode, Inputs.Of(engine, programs, GateOptions.BaselinePath(parsed), project), ReadVariables.Names);
        return exitCode;
    }

    // A run of a part would take the place of all of it.
    static void RequireWhole(string path, EvalPlan plan, PtmEngine engine)
    {
        if (!File.Exists(path))
        {
            return;
        }

        HashSet<(string Prompt, string Case, string Provider)> lost;
        try
        {
            lost = [.. Baseline.Read(path).Cases.Select(one => (one.PromptId, one.CaseId, one.Provider))];
        }
        catch (PtmException)
        {
            // What is no baseline holds no case.
            return;
        }

        lost.ExceptWith(plan.Cases.Select(KeyOf));
        lost.IntersectWith(lost.Count == 0 ? [] : engine.Plan(new() { Repeat = 1 }).Cases.Select(KeyOf));
        if (lost.Count > 0)
        {
            string cases = lost.Count == 1 ? "1 case" : $"{lost.Count} cases";
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.InvalidValue,
                DiagnosticSeverity.Error,
                $"The baseline has {cases} that this run leaves out, such as {CaseName.Of(lost.First().Prompt, lost.First().Case, "")}, and would lose them. Write to another file, or run all.",
                new(Path.GetFullPath(path))));
        }
    }

    static (string Prompt, string Case, string Provider) KeyOf(PlannedCase planned) => (planned.Prompt.Id, planned.Case.Id, planned.Provider);

    // What fell short is a baseline too, for a fall that is accepted; what could not be judged is none.
    static Diagnostic? WriteBaseline(string path, Gate gate, GateEvidence evidence, RunResult run, int exitCode)
    {
        // An error that --max-errors allows says nothing of what the case comes to.
        string? reason = run.State != RunState.Completed ? "the run did not end"
            : run.Summary.Errors > 0 ? $"{run.Summary.Errors} of its cases {(run.Summary.Errors == 1 ? "was an error" : "were errors")}, whatever --max-errors allows"
            : run.Summary.Passed + run.Summary.Failed == 0 ? "nothing was checked"
            : exitCode is not (ExitCodes.Success or ExitCodes.GateViolated) ? "the run could not be judged"
            : null;
        if (reason is not null)
        {
            return new(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The baseline was not written: {reason}.", new(Path.GetFullPath(path)));
        }

        try
        {
            Baseline written = evidence.ToBaseline();
            written.Write(path);
            return TooSmall(written, 1 - (gate.Confidence ?? Gate.DefaultConfidence)) is { } needed
                ? new(DiagnosticCodes.Inconclusive, DiagnosticSeverity.Warning, $"{needed} With so few a fall of up to half is inconclusive and closes no gate that has this baseline alone: add cases, or have --min-pass-rate (--min-pass-rate 1 closes it on any failure) or --on-inconclusive fail beside --baseline.", new(Path.GetFullPath(path)))
                : null;
        }
        catch (PtmException e)
        {
            return e.Diagnostics[0];
        }
    }

    // Said when it is made, for a replay of it has nothing to say.
    static string? TooSmall(Baseline baseline, double alpha)
    {
        int cases = baseline.Cases.Select(one => (one.PromptId, one.CaseId)).Distinct().Count();
        int needed = 1;
        while (SignFlipTest.SmallestP(needed) > alpha)
        {
            needed++;
        }

        return cases < needed ? $"The baseline has {cases} {(cases == 1 ? "case" : "cases")}, and {needed} are the fewest that can show a fall." : null;
    }

    static BuildService AnnotationsOf(ParseResult parsed) => parsed.GetValue(s_annotations) switch
    {
        "github" => BuildService.GitHub,
        "azure" => BuildService.Azure,
        "off" => BuildService.None,
        _ => CurrentService.Value,
    };

    // A config's own files are for a person at a terminal; a program that reads the lines asks for what it wants.
    static IEnumerable<string> Outputs(ParseResult parsed, PtmEngine engine, IEvalReport report)
    {
        if (parsed.GetValue(s_output) is { Length: > 0 } given)
        {
            return given;
        }

        if (parsed.GetValue(s_format) == OutputFormat.Jsonl)
        {
            return [];
        }

        foreach (string path in engine.OutputPaths.Where(path => ReportFile.FormatOf(path) is null))
        {
            report.Finding(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, $"'outputPath' names {path}, which is not written: a file ends in {ReportFile.Extensions}."));
        }

        return engine.OutputPaths.Where(path => ReportFile.FormatOf(path) is not null);
    }

    // What was given and is the server's own matter.
    static string[] Idle(ParseResult parsed) =>
    [
        .. new Option[] { s_cassettes, SelectionOptions.Concurrency }.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name),
    ];
}
