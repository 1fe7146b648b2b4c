using System.CommandLine;
using Ptm.Cli.Output;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm init</c>: writes a library that runs at once, offline.</summary>
internal static class InitCommand
{
    static readonly string[] s_promptfoo = [.. new[] { "yaml", "yml", "json", "js", "ts", "mjs", "cjs" }.Select(extension => $"promptfooconfig.{extension}")];
    static readonly Argument<string> s_folder = PathOption.Checked(new Argument<string>("folder") { Description = "Where to write.", DefaultValueFactory = _ => "." });

    public static Command Create()
    {
        Command command = new("init", "Writes a ptm.yaml and a first prompt with two cases, which run at once and offline. Existing files stay as they are.") { s_folder };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using StandardOutput output = new();
        string folder = Path.GetFullPath(parsed.GetValue(s_folder)!);
        if (!File.Exists(Path.Combine(folder, "ptm.yaml")) && Array.Find(s_promptfoo, name => File.Exists(Path.Combine(folder, name))) is { } config)
        {
            string eval = Path.GetExtension(config) is ".yaml" or ".yml" ? "ptm eval" : $"ptm eval -c {config}";
            string next = Path.GetExtension(config) is ".js" or ".ts" or ".mjs" or ".cjs"
                ? $"{config} is here, and a ptm.yaml beside it would evaluate other prompts. Save what it exports as promptfooconfig.yaml and run 'ptm eval', or"
                : $"{config} is here and runs as it is: '{eval}'. A ptm.yaml beside it would win over it. For prompts of their own";
            await output.Out.WriteLineAsync($"error {DiagnosticCodes.TwoConfigurations}: {next} name another folder: 'ptm init FOLDER'.").ConfigureAwait(false);
            return ExitCodes.BadUsageOrFile;
        }

        try
        {
            foreach ((string name, string content) in StarterFiles.All)
            {
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    await output.Out.WriteLineAsync($"kept   {path}").ConfigureAwait(false);
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, content, cancellationToken).ConfigureAwait(false);
                await output.Out.WriteLineAsync($"wrote  {path}").ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await output.Out.WriteLineAsync($"error {DiagnosticCodes.FileNotFound}: {folder} cannot be written: {e.Message}").ConfigureAwait(false);
            return ExitCodes.BadUsageOrFile;
        }

        await output.Out.WriteLineAsync("Next: ptm eval").ConfigureAwait(false);
        return ExitCodes.Success;
    }
}
