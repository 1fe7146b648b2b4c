using System.CommandLine;
using Ptm.Cli.Output;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm validate</c>: reads every file and evaluates nothing.</summary>
internal static class ValidateCommand
{
    static readonly Option<string[]> s_config = LibraryOption.Create();

    public static Command Create()
    {
        Command command = new("validate", "Reads prompt files and says what is wrong with them, without evaluating anything. Exit codes: 0 fine, 2 something is wrong.") { s_config };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory);
        int warnings = 0;
        PtmEngineOptions options = new()
        {
            OnWarning = warning =>
            {
                warnings++;
                report.Finding(warning);
            },
        };
        try
        {
            using PtmEngine engine = LibraryOption.Open(parsed.GetValue(s_config), options);
            int prompts = engine.LoadedPrompts.Count();
            int cases = engine.LoadedPrompts.Sum(prompt => prompt.Tests.Count);
            _ = engine.Plan();
            Diagnostic[] broken = [.. engine.CheckTemplates()];
            if (broken.Length > 0)
            {
                throw new PtmException(broken, null);
            }

            output.Out.WriteLine($"{prompts} {(prompts == 1 ? "prompt" : "prompts")}, {cases} {(cases == 1 ? "case" : "cases")}: {Verdict(warnings)}.");
            return ExitCodes.Success;
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                report.Finding(finding);
            }

            return ExitCodes.BadUsageOrFile;
        }
    }

    static string Verdict(int warnings) => warnings switch
    {
        0 => "nothing is wrong",
        1 => "1 warning, no error",
        _ => $"{warnings} warnings, no error",
    };
}
