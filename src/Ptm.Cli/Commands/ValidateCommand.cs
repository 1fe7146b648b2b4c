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
        Command command = new("validate", "Reads prompt files and says what is wrong with them, without evaluating anything. Exit codes: 0 fine, 2 something is wrong.") { s_config, SelectionOptions.Assembly };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        using StandardOutput output = new();
        TextReport report = new(output, Environment.CurrentDirectory);
        List<Diagnostic> warnings = [];
        PtmEngineOptions options = new() { OnWarning = warnings.Add };
        string verdict = "";
        List<Diagnostic> errors = [];
        try
        {
            _ = SelectionOptions.LoadPrograms(parsed, options);
            using PtmEngine engine = LibraryOption.Open(parsed.GetValue(s_config), options);
            int prompts = engine.LoadedPrompts.Count();
            int cases = engine.LoadedPrompts.Sum(prompt => prompt.Tests.Count);
            _ = engine.Plan();
            ILookup<bool, Diagnostic> found = engine.CheckTemplates().Concat(engine.CheckCases(hasServer: PtmConnection.FromEnvironment() is not null)).ToLookup(finding => finding.Severity == DiagnosticSeverity.Error);
            warnings.AddRange(found[false]);
            errors.AddRange(found[true]);
            verdict = $"{prompts} {(prompts == 1 ? "prompt" : "prompts")}, {cases} {(cases == 1 ? "case" : "cases")}";
        }
        catch (PtmException e)
        {
            errors.AddRange(e.Diagnostics);
        }

        // What is a warning where a file is read, and makes its case an error, is told as the error.
        warnings.RemoveAll(warning => errors.Exists(error => error.Message == warning.Message && error.Location == warning.Location));
        foreach (Diagnostic finding in warnings.Concat(errors))
        {
            report.Finding(finding);
        }

        if (errors.Count > 0)
        {
            return ExitCodes.BadUsageOrFile;
        }

        output.Out.WriteLine($"{verdict}: {Verdict(warnings.Count)}.");
        return ExitCodes.Success;
    }

    static string Verdict(int warnings) => warnings switch
    {
        0 => "nothing is wrong",
        1 => "1 warning, no error",
        _ => $"{warnings} warnings, no error",
    };
}
