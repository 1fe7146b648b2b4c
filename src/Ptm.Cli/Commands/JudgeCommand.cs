using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Grading.Metrics.Agreement;
using Ptm.Engine.Library.Sources;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm judge check</c>: has a judge judge outputs that a person judged, and says how far the two agree.</summary>
internal static class JudgeCommand
{
    const int MostListed = 50;
    const int MaxReason = 300;

    // Fewer outputs with a verdict bound no kappa: two of two agree by chance every other time.
    const int LeastLabels = 10;

    static readonly Argument<string> s_file = PathOption.Checked(new Argument<string>("FILE") { Description = $"Outputs with labels ({LabelledFile.Extensions}): output, label (pass or fail), and where they are needed criteria, input, query, context." });
    static readonly Option<string[]> s_config = LibraryOption.Create(hasArgument: true);
    static readonly Option<string?> s_judge = new("--judge") { Description = "The judge, by its name. Default: judge_profile of ptm.yaml.", HelpName = "NAME" };
    static readonly Option<string?> s_type = new("--type") { Description = "How it judges: an assertion type that asks a judge. Default: llm-rubric.", HelpName = "TYPE" };
    static readonly Option<string?> s_criteria = new("--criteria") { Description = "What to judge by, for outputs that have no criteria of their own.", HelpName = "TEXT" };
    static readonly Option<double?> s_threshold = NumberOption.Create<double>("--threshold", "Lowest score that the judge passes. Default: that of the type.", "0-1", 0, 1);
    static readonly Option<int?> s_samples = NumberOption.Create("--judge-samples", "How often the judge is asked; the median counts. Default: what ptm.yaml says, else 1.", "N", least: 1, most: JudgeSample.Most);
    static readonly Option<string?> s_rubricPrompt = PathOption.Create("--rubric-prompt", "A file with the prompt to ask with.");
    static readonly Option<double?> s_minKappa = NumberOption.Create<double>("--min-kappa", "Lowest kappa; needs at least 10 outputs with a verdict.", "-1-1", -1, 1);
    static readonly Option<int?> s_maxErrors = NumberOption.Create("--max-errors", "How many outputs the judge may give no verdict on. Default: 0.", "N", least: 0);
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };

    public static Command Create()
    {
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
        s_type.Validators.Add(result =>
        {
            if (result.Tokens is [var type] && !AssertionCatalog.AsksAJudge(type.Value))
            {
                result.AddError($"--type takes an assertion type that asks a judge, such as llm-rubric, and '{type.Value}' was given.");
            }
        });
        Command check = new("check", "Has a judge judge outputs that a person judged, and tells how far they agree: Cohen's kappa with its interval. Exit codes: 0 measured, 1 below --min-kappa or too few labels to tell, 2 bad usage or file, 3 the judge gave no verdict, 4 nothing to judge, 130 cancelled.")
        {
            s_file, s_config, s_judge, s_type, s_criteria, s_threshold, s_samples, s_rubricPrompt, s_minKappa, s_maxErrors, s_cassettes,
        };
        SelectionOptions.AddProgramsTo(check);
        check.SetAction(RunAsync);
        return new("judge", "Says whether a judge is to be trusted.") { check };
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory);
        PtmEngineOptions options = new() { Cassettes = parsed.GetValue(s_cassettes), OnWarning = report.Finding };
        try
        {
            _ = SelectionOptions.LoadPrograms(parsed, options);
            string path = parsed.GetValue(s_file)!;
            IReadOnlyList<LabelledOutput> outputs = LabelledFile.Read(path);
            if (outputs.Count == 0)
            {
                await output.Out.WriteLineAsync($"{path} has no labelled output.").ConfigureAwait(false);
                return ExitCodes.NothingChecked;
            }

            using PtmEngine engine = parsed.GetValue(s_config) is { Length: > 0 } config ? LibraryOption.Open(config, options) : PtmEngine.OpenSettings(Environment.CurrentDirectory, options);
            Assertion assertion = AssertionOf(parsed);
            IReadOnlyList<LabelledVerdict> verdicts = await engine.CheckJudgeAsync(outputs, assertion, SelectionOptions.MaxConcurrency(parsed), cancellationToken).ConfigureAwait(false);
            foreach (string line in Lines(path, verdicts))
            {
                await output.Out.WriteLineAsync(line).ConfigureAwait(false);
            }

            int errors = verdicts.Count(verdict => verdict.Result.Outcome == CaseOutcome.Error);
            AgreementTable table = new(LabelledVerdict.Count(verdicts));
            double? least = parsed.GetValue(s_minKappa);
            bool isTooFew = table.Total < LeastLabels || table.Interval is null;
            if (least is not null && table.Total > 0 && isTooFew)
            {
                await output.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"too few labels to tell whether kappa is {least:0.###}: {(table.Interval is null ? "it has no interval; label outputs of both kinds" : $"{table.Total} outputs with a verdict, and it takes at least {LeastLabels}")}")).ConfigureAwait(false);
            }

            return errors > (parsed.GetValue(s_maxErrors) ?? 0) ? ExitCodes.Errors
                : table.Total == 0 ? ExitCodes.NothingChecked
                : least is { } wanted && (isTooFew || !(table.Kappa is { } kappa && Limits.Reaches(kappa, wanted))) ? ExitCodes.GateViolated
                : ExitCodes.Success;
        }
        catch (PtmException e)
        {
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

    static Assertion AssertionOf(ParseResult parsed) => new()
    {
        Type = parsed.GetValue(s_type) ?? "llm-rubric",
        Value = parsed.GetValue(s_criteria) is { } criteria ? JsonSerializer.SerializeToElement(criteria) : null,
        Threshold = parsed.GetValue(s_threshold),
        JudgeSamples = parsed.GetValue(s_samples),
        Provider = parsed.GetValue(s_judge) is { } judge ? new() { Any = judge } : null,
        RubricPrompt = parsed.GetValue(s_rubricPrompt) is { } path ? DataValue.Read(Path.GetFullPath(path)) : null,
    };

    static IEnumerable<string> Lines(string path, IReadOnlyList<LabelledVerdict> verdicts)
    {
        int[][] counts = LabelledVerdict.Count(verdicts);
        AgreementTable table = new(counts);
        string judge = verdicts.Select(verdict => verdict.Result.Judge).FirstOrDefault(name => name is not null) ?? "none";
        yield return $"judge {CaseName.OneLine(judge)} on {verdicts.Count} labelled {(verdicts.Count == 1 ? "output" : "outputs")} of {path}";
        yield return "";
        yield return "            judge passes  judge fails";
        yield return $"label pass  {counts[0][0],12}  {counts[0][1],11}";
        yield return $"label fail  {counts[1][0],12}  {counts[1][1],11}";
        yield return "";
        yield return Figures(table, verdicts);
        foreach (LabelledVerdict verdict in verdicts.Where(verdict => verdict.Result.Outcome != CaseOutcome.Error && !verdict.Agrees).Take(MostListed))
        {
            yield return Line(path, verdict, string.Create(CultureInfo.InvariantCulture, $"label {(verdict.Labelled.Passes ? "pass" : "fail")}, judge {(verdict.Labelled.Passes ? "fails" : "passes")} with {verdict.Result.Score:0.##}"));
        }

        foreach (LabelledVerdict verdict in verdicts.Where(verdict => verdict.Result.Outcome == CaseOutcome.Error).Take(MostListed))
        {
            yield return Line(path, verdict, $"judge error {verdict.Result.ErrorCode}");
        }
    }

    static string Figures(AgreementTable table, IReadOnlyList<LabelledVerdict> verdicts)
    {
        int errors = verdicts.Count - table.Total;
        string missed = $"{errors} {(errors == 1 ? "judge error" : "judge errors")}";
        if (table.Total == 0)
        {
            return $"no agreement to measure, {missed}";
        }

        string kappa = table.Kappa is { } value ? string.Create(CultureInfo.InvariantCulture, $"Cohen's kappa {value:0.###}") : "Cohen's kappa has no value, since labels and judge know only one verdict";
        string interval = table.Interval is { } range ? string.Create(CultureInfo.InvariantCulture, $" (95 % interval {range.Low:0.###} to {range.High:0.###})")
            : table.Kappa is null ? "" : " (no interval: nothing in the table varies)";
        string share = string.Create(CultureInfo.InvariantCulture, $"agreement {100.0 * table.Agreed / table.Total:0.#} % ({table.Agreed} of {table.Total})");
        return $"{share}, {kappa}{interval}, {missed}";
    }

    static string Line(string path, LabelledVerdict verdict, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}:{verdict.Labelled.Location.Line}: {what}: {CaseName.OneLine(verdict.Result.Reason, MaxReason)}");
}
