using System.CommandLine;
using System.Diagnostics;
using Ptm.Cli.Output;
using Ptm.Server;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm serve</c>: a server of one's own.</summary>
internal static class ServeCommand
{
    const string DefaultUrl = "http://127.0.0.1:7400";

    static readonly Option<string?> s_config = ServerOptions.Library();
    static readonly Option<string?> s_database = ServerOptions.Database();
    static readonly Option<string> s_url = new("--url") { Description = $"Where to listen. Port 0 takes a free one. Default: {DefaultUrl}.", HelpName = "URL", DefaultValueFactory = _ => DefaultUrl };
    static readonly Option<int?> s_maxConcurrency = NumberOption.Create("--max-concurrency", "Cases evaluated at once. Default: 16.", "N", least: 1);
    static readonly Option<int?> s_maxBodyMb = NumberOption.Create("--max-body-mb", "Largest body of a request, in megabytes. Default: 64.", "MB", 1, 1024);
    static readonly Option<string?> s_cassettes = new("--cassettes") { Description = "Recorded answers: replay, auto, record or off.", HelpName = "MODE" };
    static readonly Option<string[]> s_assembly = PathOption.Checked(new Option<string[]>("--assembly") { Description = "A built assembly whose [PtmProvider] methods are providers. May be repeated.", HelpName = "DLL" });
    static readonly Option<bool> s_noUsage = new("--no-usage-metrics") { Description = "Counts no requests for contents (inline_usage_metrics_enabled = false)." };
    static readonly Option<bool> s_verbose = new("--verbose", "-v") { Description = "Prints each answered request on standard error: route, status and time, and nothing of what was sent." };

    public static Command Create()
    {
        s_cassettes.AcceptOnlyFromAmong("replay", "auto", "record", "off");
        s_url.Validators.Add(result =>
        {
            string text = result.Tokens is [var token, ..] ? token.Value : DefaultUrl;
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/")
            {
                result.AddError($"--url takes an address such as {DefaultUrl}, and '{text}' was given. For https, put a proxy in front.");
            }
        });
        Command command = new("serve", "Serves prompts, runs and skills to clients, from one file. Unfinished runs go on at the next start. Exit codes: 0 stopped, 2 bad usage or file.")
        {
            s_config, s_database, s_url, s_maxConcurrency, s_maxBodyMb, s_cassettes, s_assembly, s_noUsage, s_verbose,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory);
        try
        {
            PtmServer server = await PtmServer.StartAsync(ReadOptions(parsed, report), cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                Announce(output, server);
                await server.WaitAsync(cancellationToken).ConfigureAwait(false);
                return ExitCodes.Success;
            }
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
            return ExitCodes.Success;
        }
    }

    static PtmServerOptions ReadOptions(ParseResult parsed, TextReport report)
    {
        string? library = parsed.GetValue(s_config);
        PtmServerOptions options = new()
        {
            Library = library ?? Environment.CurrentDirectory,
            Database = ServerOptions.DatabaseOf(parsed.GetValue(s_database), library),
            Url = new(parsed.GetValue(s_url)!),
            MaxConcurrency = parsed.GetValue(s_maxConcurrency) ?? 16,
            MaxBodyBytes = (parsed.GetValue(s_maxBodyMb) ?? 64) * 1024L * 1024,
            InlineUsageMetricsEnabled = !parsed.GetValue(s_noUsage),
            Cassettes = parsed.GetValue(s_cassettes),
            Routes = PtmRoutes.FromEnvironment(),
            OnWarning = report.Finding,
            OnRequest = parsed.GetValue(s_verbose) ? Console.Error.WriteLine : null,
        };
        foreach (string assembly in parsed.GetValue(s_assembly) ?? [])
        {
            options.ProviderAssemblies.Add(ProviderAssembly.Load(assembly).Main);
        }

        return options;
    }

    static void Announce(StandardOutput output, PtmServer server)
    {
        output.Out.WriteLine($"Serving at {server.Url.GetLeftPart(UriPartial.Authority)} after {(TimeProvider.System.GetUtcNow() - new DateTimeOffset(Process.GetCurrentProcess().StartTime)).TotalSeconds:0.00} s");
        output.Out.WriteLine($"  database  {server.Database}");
        output.Out.WriteLine($"  library   {(server.ImportedVersions == 0 ? "nothing new to import" : $"{server.ImportedVersions} new {(server.ImportedVersions == 1 ? "version" : "versions")} of prompts imported")}");
        output.Out.WriteLine(server.IsOpen
            ? "  tokens    none yet: it answers this machine alone, and everybody here is its owner ('ptm token create' makes one)"
            : "  tokens    needed by every caller");
        output.Out.WriteLine("Ctrl-C stops it; runs that have not ended go on at the next start.");
        output.Out.Flush();
    }
}
