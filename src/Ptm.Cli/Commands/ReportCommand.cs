using System.CommandLine;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Sarif;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm report</c>: makes a report of a run file.</summary>
internal static class ReportCommand
{
    static readonly Argument<string> s_run = PathOption.Checked(new Argument<string>("run.json") { Description = "A run file, which ptm eval -o run.json writes." });
    static readonly Option<string?> s_format = new("--format", "-f") { Description = "html, json, markdown, csv, sarif or junit. Default: by the extension of --output, else html." };
    static readonly Option<string?> s_output = PathOption.Checked(new Option<string?>("--output", "-o") { Description = "Writes the report to this file. Default: standard output.", HelpName = "FILE" });

    public static Command Create()
    {
        s_format.AcceptOnlyFromAmong("html", "json", "markdown", "csv", "sarif", "junit");
        Command command = new("report", "Makes a report of a run file: a page that works offline, Markdown for a pull request, a table, SARIF for code scanning, or JUnit for a build service. Evaluates nothing. Exit codes: 0 written, 2 bad usage or file, 130 cancelled.") { s_run, s_format, s_output };
        command.Validators.Add(result =>
        {
            if (result.GetResult(s_format) is null && result.GetValue(s_output) is { } path && ReportFile.FormatOf(path) is null)
            {
                result.AddError($"--output takes a file that ends in {ReportFile.Extensions}, or any with --format, and '{path}' was given.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? path = parsed.GetValue(s_output);
        ReportFormat format = FormatOf(parsed.GetValue(s_format)) ?? (path is null ? null : ReportFile.FormatOf(path)) ?? ReportFormat.Html;
        try
        {
            RunResult run = await RunFile.ReadAsync(parsed.GetValue(s_run)!, cancellationToken).ConfigureAwait(false);
            string folder = format == ReportFormat.Sarif ? SourceRoot.Above(Environment.CurrentDirectory) : Environment.CurrentDirectory;
            if (path is not null)
            {
                await ReportFile.WriteAsync(run, format, path, folder, cancellationToken).ConfigureAwait(false);
                return ExitCodes.Success;
            }

            Stream output = Console.OpenStandardOutput();
            await using (output.ConfigureAwait(false))
            {
                await RunReport.WriteAsync(run, format, output, folder, cancellationToken).ConfigureAwait(false);
            }

            return ExitCodes.Success;
        }
        catch (PtmException e)
        {
            // Standard output is for the report, which may be on its way into a file.
            foreach (Diagnostic finding in e.Diagnostics)
            {
                await Console.Error.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
            }

            return ExitCodes.BadUsageOrFile;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }

    static ReportFormat? FormatOf(string? name) => name switch
    {
        "html" => ReportFormat.Html,
        "json" => ReportFormat.Json,
        "markdown" => ReportFormat.Markdown,
        "csv" => ReportFormat.Csv,
        "sarif" => ReportFormat.Sarif,
        "junit" => ReportFormat.JUnit,
        _ => null,
    };
}
