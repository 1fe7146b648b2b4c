using System.CommandLine;
using System.Globalization;
using Ptm.Cli.Output;
using Ptm.Engine.Reporting;
using Ptm.Statistics;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm power</c>: how many cases and samples it takes to see a difference.</summary>
internal static class PowerCommand
{
    const double OtherwiseCorrelation = 0.5;

    // Less is not to be told from nothing, and is no figure that a person could act on.
    const double LeastDifference = 0.0001;
    const int MostCases = 1_000_000_000;

    static readonly int[] s_samples = [1, 2, 3, 5, 10, 20];

    static readonly Option<double?> s_difference = NumberOption.Create<double>("--difference", "What is to be seen: a fall of the pass rate, or how far it is off a limit, 0 to 1.", "0-1", 0, 1, withoutEnds: true);
    static readonly Option<double?> s_rate = NumberOption.Create<double>("--rate", "Pass rate of the baseline, 0 to 1. Default: that of --from.", "0-1", 0, 1, withoutEnds: true);
    static readonly Option<string?> s_from = PathOption.Create("--from", "A run file or a baseline, from which the rate is taken and how alike samples of one case are.");
    static readonly Option<double?> s_correlation = NumberOption.Create<double>("--correlation", "How alike samples of one case are, 0 (not at all) to 1 (a case passes always or never). Default: that of --from, else 0.5.", "0-1", 0, 1);
    static readonly Option<int?> s_sampled = NumberOption.Create("--samples", "Samples of each case. Default: a table of several.", "N", least: 1);
    static readonly Option<double?> s_power = NumberOption.Create<double>("--power", "How likely the difference is to be seen. Default: 0.8.", "0-1", 0, 1, withoutEnds: true);
    static readonly Option<double?> s_confidence = NumberOption.Create<double>("--confidence", "How sure a verdict has to be. Default: 0.95.", "0.5-1", 0.5, 1, withoutEnds: true);

    public static Command Create()
    {
        s_difference.Required = true;
        Command command = new("power", "Says how many cases and samples it takes to see a difference of the pass rate. Exit codes: 0, 2 bad usage or file.")
        {
            s_difference, s_rate, s_from, s_correlation, s_sampled, s_power, s_confidence,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(s_rate) is null && result.GetResult(s_from) is null)
            {
                result.AddError("The pass rate is needed: give --rate, or --from with a run file or a baseline.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        try
        {
            (int Passed, int Samples)[] cases = parsed.GetValue(s_from) is { } path ? await ReadAsync(path, cancellationToken).ConfigureAwait(false) : [];
            double rate = parsed.GetValue(s_rate) ?? (double)cases.Sum(one => one.Passed) / cases.Sum(one => one.Samples);
            double difference = parsed.GetValue(s_difference)!.Value;
            if (difference < LeastDifference)
            {
                throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, string.Create(CultureInfo.InvariantCulture, $"A difference of {difference:0.####e-0} takes more cases than anyone runs: give {LeastDifference} or more.")));
            }

            if (difference >= rate)
            {
                throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, string.Create(CultureInfo.InvariantCulture, $"The pass rate is {rate:0.####}, so it cannot fall by {difference:0.####}.")));
            }

            double? found = PowerAnalysis.CorrelationOf(cases);
            Print(output, parsed, rate, difference, parsed.GetValue(s_correlation) ?? found, parsed.GetValue(s_correlation) is null && found is not null);
            return ExitCodes.Success;
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                await Console.Error.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
            }

            return ExitCodes.BadUsageOrFile;
        }
    }

    static void Print(StandardOutput output, ParseResult parsed, double rate, double difference, double? correlation, bool isFound)
    {
        double power = parsed.GetValue(s_power) ?? 0.8;
        double confidence = parsed.GetValue(s_confidence) ?? Gate.DefaultConfidence;
        PowerAnalysis analysis = new(confidence, power);
        double alike = correlation ?? OtherwiseCorrelation;
        string source = isFound ? "as in the file" : correlation is null ? "taken, as nothing tells it" : "as given";
        output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Pass rate {rate:0.####}, difference {difference:0.####}, power {power:0.###}, confidence {confidence:0.####}; correlation of samples of one case {alike:0.##} ({source})."));
        output.Out.WriteLine();
        output.Out.WriteLine("samples   cases to find a fall   cases to show it is   cases to show it is");
        output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"          to {rate - difference,-19:0.####} above {rate - difference,-15:0.####} below {Math.Min(1, rate + difference):0.####}"));
        foreach (int samples in parsed.GetValue(s_sampled) is { } one ? [one] : s_samples)
        {
            string below = rate + difference < 1 ? Cases(analysis.CasesForLimit(rate, rate + difference, alike, samples)) : "-";
            output.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples,7}   {Cases(analysis.CasesForFall(rate, difference, alike, samples)),20}   {Cases(analysis.CasesForLimit(rate, rate - difference, alike, samples)),19}   {below,19}"));
        }
    }

    static string Cases(int cases) => cases > MostCases ? string.Create(CultureInfo.InvariantCulture, $"over {MostCases:N0}") : cases.ToString("N0", CultureInfo.InvariantCulture);

    static async Task<(int Passed, int Samples)[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        Baseline baseline;
        try
        {
            baseline = Baseline.Read(path);
        }
        catch (PtmException e) when (e.Diagnostics[0].Code == DiagnosticCodes.InvalidValue)
        {
            baseline = Baseline.Of(await RunFile.ReadAsync(path, cancellationToken).ConfigureAwait(false));
        }

        return baseline.Cases.Count > 0
            ? [.. baseline.Cases.Select(one => (one.Passed, one.Samples))]
            : throw new PtmException(new Diagnostic(DiagnosticCodes.NoCaseRan, DiagnosticSeverity.Error, "The file has no case.", new(Path.GetFullPath(path))));
    }
}
