using System.CommandLine;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Streams;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm eval</c>: evaluates the cases of prompts and gates on the result.</summary>
internal static class EvalCommand
{
    const int LargeLibrary = 32 * 1024 * 1024;

    static readonly Option<string[]> s_config = LibraryOption.Create();
    static readonly Option<string[]> s_output = new("--output", "-o") { Description = $"Writes the run to this file, in the format of its extension: {ReportFile.Extensions}. May be repeated.", HelpName = "FILE" };
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };
    static readonly Option<OutputFormat> s_format = new("--format") { Description = "How to report on standard output. Default: text." };
    static readonly Option<double?> s_minScore = NumberOption.Create<double>("--min-score", "Lowest score of the run, 0 to 100.", "0-100", 0, 100);
    static readonly Option<double?> s_minPassRate = NumberOption.Create<double>("--min-pass-rate", "Lowest pass rate of the run, 0 to 1.", "0-1", 0, 1);
    static readonly Option<decimal?> s_maxCostUsd = NumberOption.Create<decimal>("--max-cost-usd", "Highest cost of the run, in USD.", "USD", 0);
    static readonly Option<double?> s_maxLatencyMs = NumberOption.Create<double>("--max-latency-ms", "Longest latency that 95 % of the calls stay within, in milliseconds.", "MS", 0);
    static readonly Option<int?> s_maxErrors = NumberOption.Create("--max-errors", "How many cases may end in an error. Default: 0.", "N", least: 0);
    static readonly Option<int?> s_maxUnchecked = NumberOption.Create("--max-unchecked", "How many cases may be unchecked. Default: 0.", "N", least: 0);

    static readonly Option<bool> s_stopWithInput = new("--stop-with-input") { Description = "Stops when standard input closes, so that it never outlives the program that started it.", Hidden = true };

    public static Command Create()
    {
        s_format.AcceptOnlyFromAmong("text", "jsonl");
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
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
        foreach (Option option in new Option[] { s_cassettes, s_format, s_minScore, s_minPassRate, s_maxCostUsd, s_maxLatencyMs, s_maxErrors, s_maxUnchecked, s_stopWithInput })
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
        if (report is JsonLinesReport)
        {
            // What the program under test prints must not end up between the lines that another program reads.
            Console.SetOut(Console.Error);
        }

        CancellationToken stop = parsed.GetValue(s_stopWithInput) ? StandardInputWatch.Start(cancellationToken) : cancellationToken;
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
        using PtmEngine engine = LibraryOption.Open(parsed.GetValue(s_config), options);
        EvalPlan plan = FilterOptions.Apply(parsed, engine.Plan(SelectionOptions.Selection(parsed)));
        if (GC.GetTotalMemory(forceFullCollection: false) > LargeLibrary)
        {
            // What the files were read into is garbage now, which the run would carry along.
            GC.Collect();
        }

        int? here = connection is null ? null : plan.Cases.Count(engine.IsLocal);
        report.Start(
            connection is null ? $"embedded engine {typeof(PtmEngine).Assembly.GetName().Version?.ToString(3)}" : $"server at {ServerAddress.Of(connection)}",
            plan.Cases.Count,
            here);
        if (here == 0 && Idle(parsed) is { Length: > 0 } idle)
        {
            report.Remark($"{string.Join(" and ", idle)} {(idle.Length == 1 ? "has" : "have")} no effect: the server works by its own.");
        }

        using ReportStreams streams = ReportStreams.For(Outputs(parsed, engine, report), plan, Environment.CurrentDirectory);
        RunResult run = await engine.StreamAsync(plan, streams, report.Result, cancellationToken).ConfigureAwait(false);

        // The evaluation may have cost money: what it found is reported, also when a file cannot be written.
        IReadOnlyList<Diagnostic> unwritten = await streams.CompleteAsync(run).ConfigureAwait(false);
        foreach (Diagnostic fault in unwritten)
        {
            report.Finding(fault);
        }

        IReadOnlyList<GateViolation> violations = run.State == RunState.Completed ? ReadGate(parsed).Check(run, streams.Evidence) : [];
        int exitCode = ExitCodes.Of(run, unwritten.Count == 0, violations);
        report.End(run, violations, exitCode, Inputs.Of(engine, programs));
        return exitCode;
    }

    // A config's own files are for a person at a terminal; a program that reads the lines asks for what it wants.
    static IEnumerable<string> Outputs(ParseResult parsed, PtmEngine engine, IEvalReport report)
    {
        if (parsed.GetValue(s_output) is { Length: > 0 } given)
        {
            return given;
        }

        if (report is not TextReport)
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

    static Gate ReadGate(ParseResult parsed) => new()
    {
        MinScore = parsed.GetValue(s_minScore),
        MinPassRate = parsed.GetValue(s_minPassRate),
        MaxCostUsd = parsed.GetValue(s_maxCostUsd),
        MaxLatencyMs = parsed.GetValue(s_maxLatencyMs),
        MaxErrors = parsed.GetValue(s_maxErrors) ?? 0,
        MaxUnchecked = parsed.GetValue(s_maxUnchecked) ?? 0,
    };
}
