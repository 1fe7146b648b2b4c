using System.CommandLine;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>What was most likely meant by an argument that a command does not know.</summary>
internal static class UsageAdvice
{
    // promptfoo's options that are called otherwise here, or are said elsewhere.
    static readonly Dictionary<string, string> s_ofPromptfoo = new(StringComparer.Ordinal)
    {
        ["-j"] = "It is called --max-concurrency here.",
        ["-n"] = "It is called --filter-first-n here.",
        ["-r"] = "It is called --provider here.",
        ["--providers"] = "It is called --provider here.",
        ["--no-cache"] = "It is called --cassettes off here.",
        ["--no-write"] = "Nothing is written unless --output names a file.",
        ["--env-file"] = "Variables of a file are set by the shell (set -a; . ./.env), or by commandLineOptions: { envPath: .env } in a promptfoo config.",
        ["--env-path"] = "Variables of a file are set by the shell (set -a; . ./.env), or by commandLineOptions: { envPath: .env } in a promptfoo config.",
        ["-t"] = "Tests are named in the config, under tests.",
        ["--tests"] = "Tests are named in the config, under tests.",
        ["-p"] = "Prompts are named in the config, under prompts.",
        ["--prompts"] = "Prompts are named in the config, under prompts; --prompt ID takes one of them.",
        ["--var"] = "Variables are said in the config, under vars of defaultTest or of a test.",
        ["view"] = "'ptm eval -o run.html' writes a page to look at.",
    };

    /// <summary>A sentence; empty where nothing is near.</summary>
    /// <param name="argument">The argument as it was given.</param>
    /// <param name="command">The command that does not know it.</param>
    public static string For(string argument, Command command)
    {
        string name = argument.Split('=', 2)[0];
        if (s_ofPromptfoo.TryGetValue(name, out string? said))
        {
            return said;
        }

        if (argument.StartsWith('-'))
        {
            return DidYouMean(NearestName.Of(name, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Where(alias => alias.StartsWith("--", StringComparison.Ordinal))));
        }

        return command.Options.Any(option => option.Name == "--config") && (Path.Exists(argument) || Path.GetExtension(argument) is ".yaml" or ".yml")
            ? DidYouMean($"-c {argument}")
            : DidYouMean(NearestName.Of(name, command.Subcommands.Select(sub => sub.Name)));
    }

    static string DidYouMean(string? meant) => meant is null ? "" : $"Did you mean {meant}?";
}
