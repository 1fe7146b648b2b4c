using System.CommandLine;

namespace Ptm.Cli.Commands;

/// <summary>Options and arguments that take a path. Empty text is none: taken for one it would be the current folder, or an exception of the file system once a run is paid for.</summary>
internal static class PathOption
{
    /// <summary>An option for one file.</summary>
    public static Option<string?> Create(string name, string description, string helpName = "FILE") =>
        Checked(new Option<string?>(name) { Description = description, HelpName = helpName });

    /// <summary>The option, which refuses empty text.</summary>
    public static TOption Checked<TOption>(TOption option)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError(Refusal(option.Name));
            }
        });
        return option;
    }

    /// <summary>The argument, which refuses empty text.</summary>
    public static Argument<string> Checked(Argument<string> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError(Refusal(argument.Name));
            }
        });
        return argument;
    }

    static string Refusal(string name) => $"{name} takes a path, and empty text was given.";
}
