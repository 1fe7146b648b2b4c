using System.CommandLine;
using Ptm.Cli.Output;
using Ptm.Engine;
using Ptm.Engine.Library.Writing;
using Ptm.Engine.Running;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm pull</c>: writes a server's prompt with its tests to a prompt file.</summary>
internal static class PullCommand
{
    static readonly Argument<string> s_id = new("id") { Description = "The prompt's id on the server." };
    static readonly Option<int?> s_version = NumberOption.Create("--version", "Which version. Default: the newest.", "N", least: 1);
    static readonly Option<string?> s_output = PathOption.Checked(new Option<string?>("--output", "-o") { Description = "The file. Default: the one that holds the prompt already, else prompts/ID.yaml beside the ptm.yaml.", HelpName = "FILE" });
    static readonly Option<bool> s_force = new("--force") { Description = "Writes over a file that was edited since it was pulled." };
    static readonly Option<string?> s_config = PathOption.Checked(new Option<string?>("--config", "-c") { Description = "A folder in or above which the ptm.yaml lies. Default: the current folder.", HelpName = "DIR" });

    public static Command Create()
    {
        Command command = new("pull", $"Writes a prompt of the server of {PtmConnection.BaseUrlVariable}, with its tests, to a file. Exit codes: 0 written or up to date, 2 not written.")
        {
            s_id, s_version, s_output, s_force, s_config,
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
            PromptDefinition prompt = await ReadAsync(parsed.GetValue(s_id)!, parsed.GetValue(s_version), cancellationToken).ConfigureAwait(false);
            string path = Path.GetFullPath(parsed.GetValue(s_output) ?? PlaceOf(prompt.Id, parsed.GetValue(s_config) ?? Environment.CurrentDirectory));
            string yaml = PromptFileWriter.Write(prompt, path);
            string shown = Path.GetRelativePath(Environment.CurrentDirectory, path);
            if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) == yaml)
            {
                report.Remark($"{shown} is at version {prompt.Version} of {CaseName.OneLine(prompt.Id)} already.");
                return ExitCodes.Success;
            }

            RefuseToLose(path, prompt, parsed.GetValue(s_force));
            PromptFile.Write(path, yaml);
            report.Remark($"Wrote {shown}: version {prompt.Version} of {CaseName.OneLine(prompt.Id)}, {prompt.Tests.Count} {(prompt.Tests.Count == 1 ? "case" : "cases")}. 'ptm eval -c {shown}' evaluates it.");
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }

    static async Task<PromptDefinition> ReadAsync(string id, int? version, CancellationToken cancellationToken)
    {
        PtmConnection connection = PtmConnection.FromEnvironment()
            ?? throw Wrong(DiagnosticCodes.InvalidValue, $"A prompt is pulled from a server: set {PtmConnection.BaseUrlVariable} to its address and {PtmConnection.TokenVariable} to a token of it.", null);
        using PtmClient server = connection.CreateClient(new() { OnWarning = Console.Error.WriteLine });
        try
        {
            if (version is not { } number)
            {
                return await server.Prompts.GetAsync(id, cancellationToken).ConfigureAwait(false);
            }

            PromptVersion found = await server.Prompts.GetVersionAsync(id, number, cancellationToken).ConfigureAwait(false);
            return (found.Prompt ?? throw Wrong(DiagnosticCodes.ServerFailed, $"The server's answer for version {number} of '{CaseName.OneLine(id)}' has no content.", null)) with { Version = number };
        }
        catch (PtmException e)
        {
            throw ServerFault.WithNextStep(e);
        }
    }

    // A prompt that lies in two files of a library is an error of the library.
    static string PlaceOf(string id, string folder)
    {
        try
        {
            using PtmEngine library = PtmEngine.Open(folder);
            if (library.LoadedPrompts.FirstOrDefault(prompt => prompt.Id == id) is { IsPromptfoo: false, Location.File: { } file })
            {
                return file;
            }
        }
        catch (PtmException)
        {
            // There is no library yet, or none that can be read: the prompt goes to its own place.
        }

        return Path.Combine(PtmEngine.FindRoot(folder), "prompts", PromptFileWriter.FileNameOf(id));
    }

    static void RefuseToLose(string path, PromptDefinition prompt, bool isForced)
    {
        if (isForced || !File.Exists(path))
        {
            return;
        }

        if (PromptFileWriter.IdIn(path) is { } other && other != prompt.Id)
        {
            throw Wrong(DiagnosticCodes.Conflict, $"This file holds the prompt '{CaseName.OneLine(other)}'. Name another one with -o; --force writes over it.", path);
        }

        if (PromptFileWriter.IsEdited(path))
        {
            throw Wrong(DiagnosticCodes.Conflict, $"This file was edited since it was pulled, or never pulled, and nothing was written. Keep it under another name, or name another file with -o; --force writes over it.", path);
        }
    }

    static PtmException Wrong(string code, string message, string? path) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, path is null ? null : new(path)));
}
