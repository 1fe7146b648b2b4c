using System.CommandLine;
using System.Globalization;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Reporting;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm eval</c>: evaluates the cases of prompts and gates on the result.</summary>
internal static class EvalCommand
{
    static readonly Option<string[]> s_config = new("--config", "-c")
    {
        Description = "A ptm.yaml, a prompt file, a promptfoo config, or a folder in or above which one lies. Several prompt files may be named. Default: the current folder.",
        HelpName = "FILE|DIR",
        AllowMultipleArgumentsPerToken = true,
    };

    static readonly Option<string[]> s_output = new("--output", "-o") { Description = "Writes the run to this file (.json). May be repeated.", HelpName = "FILE" };
    static readonly Option<string[]> s_provider = new("--provider") { Description = "Runs on this provider instead of each prompt's own. May be repeated.", HelpName = "NAME" };
    static readonly Option<string[]> s_prompt = new("--prompt") { Description = "Runs this prompt only. May be repeated.", HelpName = "ID" };
    static readonly Option<string?> s_tag = new("--tag") { Description = "Runs prompts and cases with this tag.", HelpName = "TAG" };
    static readonly Option<string?> s_filter = new("--filter") { Description = "Runs cases whose description, id or prompt contains this text.", HelpName = "TEXT" };
    static readonly Option<int> s_maxConcurrency = new("--max-concurrency") { Description = "Cases evaluated at once.", HelpName = "N", DefaultValueFactory = _ => 16 };
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };
    static readonly Option<string[]> s_assembly = new("--assembly") { Description = "A built assembly whose [PtmProvider] methods are providers. May be repeated.", HelpName = "DLL" };
    static readonly Option<OutputFormat> s_format = new("--format") { Description = "How to report on standard output.", DefaultValueFactory = _ => OutputFormat.Text };
    static readonly Option<double?> s_minScore = Number("--min-score", "Lowest score of the run, 0 to 100.", "0-100");
    static readonly Option<double?> s_minPassRate = Number("--min-pass-rate", "Lowest pass rate of the run, 0 to 1.", "0-1");
    static readonly Option<double?> s_maxCostUsd = Number("--max-cost-usd", "Highest cost of the run, in USD.", "USD");
    static readonly Option<double?> s_maxLatencyMs = Number("--max-latency-ms", "Longest latency that 95 % of the calls stay within, in milliseconds.", "MS");
    static readonly Option<int> s_maxErrors = new("--max-errors") { Description = "How many cases may end in an error.", HelpName = "N" };
    static readonly Option<int> s_maxUnchecked = new("--max-unchecked") { Description = "How many cases may be unchecked.", HelpName = "N" };

    static readonly Option<bool> s_stopWithInput = new("--stop-with-input") { Description = "Stops when standard input closes, so that it never outlives the program that started it.", Hidden = true };

    public static Command Create()
    {
        s_format.AcceptOnlyFromAmong("text", "jsonl");
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
        Command command = new("eval", "Evaluates the cases of prompts and gates on the result. Exit codes: 0 passed, 1 gate violated, 2 bad usage or file, 3 errors, 4 nothing checked, 130 cancelled.")
        {
            s_config, s_output, s_provider, s_prompt, s_tag, s_filter, s_maxConcurrency, s_cassettes, s_assembly, s_format,
            s_minScore, s_minPassRate, s_maxCostUsd, s_maxLatencyMs, s_maxErrors, s_maxUnchecked, s_stopWithInput,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        IEvalReport report = parsed.GetValue(s_format) == OutputFormat.Jsonl ? new JsonLinesReport(output) : new TextReport(output, Environment.CurrentDirectory);
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
        Gate gate = ReadGate(parsed);
        PtmEngineOptions options = new()
        {
            MaxConcurrency = Math.Max(1, parsed.GetValue(s_maxConcurrency)),
            Cassettes = parsed.GetValue(s_cassettes),
            OnWarning = report.Finding,
        };
        ProviderAssembly[] programs = [.. (parsed.GetValue(s_assembly) ?? []).Select(ProviderAssembly.Load)];
        foreach (ProviderAssembly program in programs)
        {
            options.ProviderAssemblies.Add(program.Main);
        }

        string[] config = parsed.GetValue(s_config) ?? [];
        using PtmEngine engine = config.Length > 1 ? PtmEngine.OpenFiles(config, options) : PtmEngine.Open(config is [var one] ? one : Environment.CurrentDirectory, options);
        EvalPlan plan = engine.Plan(new()
        {
            PromptIds = parsed.GetValue(s_prompt) ?? [],
            Tag = parsed.GetValue(s_tag),
            Filter = parsed.GetValue(s_filter),
            Providers = parsed.GetValue(s_provider) ?? [],
        });
        report.Start($"embedded engine {typeof(PtmEngine).Assembly.GetName().Version?.ToString(3)}", plan.Cases.Count);
        RunResult run = await engine.RunAsync(plan, report.Result, cancellationToken).ConfigureAwait(false);
        foreach (string path in parsed.GetValue(s_output) ?? [])
        {
            await RunFileWriter.WriteAsync(run, path, CancellationToken.None).ConfigureAwait(false);
        }

        IReadOnlyList<GateViolation> violations = run.State == RunState.Cancelled ? [] : gate.Check(run);
        int exitCode = ExitCodes.Of(run, violations);
        report.End(run, violations, exitCode, Inputs.Of(engine, programs));
        return exitCode;
    }

    static Gate ReadGate(ParseResult parsed)
    {
        try
        {
            return new()
            {
                MinScore = parsed.GetValue(s_minScore),
                MinPassRate = parsed.GetValue(s_minPassRate),
                MaxCostUsd = (decimal?)parsed.GetValue(s_maxCostUsd),
                MaxLatencyMs = parsed.GetValue(s_maxLatencyMs),
                MaxErrors = parsed.GetValue(s_maxErrors),
                MaxUnchecked = parsed.GetValue(s_maxUnchecked),
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"{e.Message.Split(" (Parameter", 2)[0]} Given: {e.ActualValue}."), e);
        }
    }

    // Whatever the machine's culture, a limit is written with a point.
    static Option<double?> Number(string name, string description, string unit) => new(name)
    {
        Description = description,
        HelpName = unit,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                return number;
            }

            result.AddError($"{name} takes a number ({unit}), and '{result.Tokens[0].Value}' is none.");
            return null;
        },
    };
}
