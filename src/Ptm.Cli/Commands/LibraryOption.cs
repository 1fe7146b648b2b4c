using System.CommandLine;
using System.CommandLine.Parsing;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>Says which library a command works on.</summary>
internal static class LibraryOption
{
    /// <param name="hasArgument">Whether the command takes an argument, which the option would take for a path of its own if several stood behind it.</param>
    public static Option<string[]> Create(bool hasArgument = false)
    {
        Option<string[]> option = new("--config", "-c")
        {
            Description = $"A ptm.yaml, a prompt file, a promptfoo config, or a folder in or above which one lies. {(hasArgument ? "May be repeated for several prompt files." : "Several prompt files may be named.")} Default: the current folder.",
            HelpName = "FILE|DIR",
            AllowMultipleArgumentsPerToken = !hasArgument,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError("--config takes a file or a folder, and empty text was given.");
            }

            // Of several paths one that begins so is an option with a slip in it.
            if (result.Tokens.Select(token => token.Value).FirstOrDefault(path => path.StartsWith('-') && !Path.Exists(path)) is { } slip)
            {
                result.AddError($"Unrecognized option '{slip}'. {(result.Parent is CommandResult { Command: { } command } ? UsageAdvice.For(slip, command) : "")}".TrimEnd());
            }
        });
        return option;
    }

    /// <exception cref="PtmException">Nothing is there, or a file is wrong.</exception>
    public static PtmEngine Open(string[]? paths, PtmEngineOptions options) => paths switch
    {
        null or [] => PtmEngine.Open(Environment.CurrentDirectory, options),
        [var path] => PtmEngine.Open(path, options),
        _ => PtmEngine.OpenFiles(paths, options),
    };
}
