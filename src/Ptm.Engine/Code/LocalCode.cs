using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>Code, files and programs belong to prompts of the local library; a request to a server brings none.</summary>
internal static class LocalCode
{
    public const string Refused = "a server reads no files and runs no code of a request";

    /// <summary>Why a prompt may run no code; null when it may.</summary>
    public static string? Refusal(PromptDefinition prompt) => prompt.Location is null ? Refused : null;

    /// <summary>The file of code that a library's own prompt names.</summary>
    /// <exception cref="PtmException">The prompt is a request's, or the text names no file of code.</exception>
    public static CodeReference Parse(string text, PromptDefinition prompt, SourceLocation? location) =>
        prompt.Location is not { } place
            ? throw Fault.Of(DiagnosticCodes.InvalidValue, $"A server reads no files and runs no code of a request ('{CaseName.OneLine(text)}').", location)
            : CodeReference.TryParse(text, Folder(null, prompt), location ?? place)
                ?? throw Fault.Of(DiagnosticCodes.InvalidValue, $"'{CaseName.OneLine(text)}' names no file of code; .js, .ts, .py and .rb are.", location);

    /// <summary>The folder of the file that a place lies in, else of the prompt's. In a promptfoo config it is the config's, also where a file of tests names the code.</summary>
    public static string Folder(SourceLocation? location, PromptDefinition prompt) =>
        (prompt.IsPromptfoo ? prompt.Location : location ?? prompt.Location) is { File.Length: > 0 } place ? Path.GetDirectoryName(Path.GetFullPath(place.File))! : Environment.CurrentDirectory;
}
