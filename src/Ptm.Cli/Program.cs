using System.CommandLine;
using System.CommandLine.Parsing;
using Ptm.Cli;
using Ptm.Cli.Commands;

RootCommand root = new("Tests prompts: evaluates their cases, checks their files, gates on their scores.")
{
    EvalCommand.Create(),
    RecordCommand.Create(),
    CassettesCommand.Create(),
    JudgeCommand.Create(),
    ReportCommand.Create(),
    PowerCommand.Create(),
    ValidateCommand.Create(),
    InitCommand.Create(),
    ServeCommand.Create(),
    TokenCommand.Create(),
    PullCommand.Create(),
    OptimizeCommand.Create(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
    {
        string advice = parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)) is { } unknown ? UsageAdvice.For(unknown, parsed.CommandResult.Command) : "";
        await Console.Error.WriteLineAsync($"{error.Message} {advice}".TrimEnd()).ConfigureAwait(false);
    }

    string command = "";
    for (CommandResult? level = parsed.CommandResult; level is not null && level.Command != root; level = level.Parent as CommandResult)
    {
        command = $"{level.Command.Name} {command}";
    }

    await Console.Error.WriteLineAsync($"'ptm {command}--help' lists what there is.").ConfigureAwait(false);
    return ExitCodes.BadUsageOrFile;
}

try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EvalCommand.StopsWithInput(parsed) ? null : TimeSpan.FromSeconds(1.5) }).ConfigureAwait(false);
}
catch (IOException e)
{
    // Standard output is full or gone: nobody can be told there.
    await Console.Error.WriteLineAsync($"The output cannot be written: {e.Message}").ConfigureAwait(false);
    return ExitCodes.BadUsageOrFile;
}
