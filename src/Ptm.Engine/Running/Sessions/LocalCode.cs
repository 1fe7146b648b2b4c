using Ptm.Engine.Code;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running.Sessions;

/// <summary>The files of code that a library's own prompts name. A prompt of a request names none.</summary>
internal static class LocalCode
{
    /// <exception cref="PtmException">The prompt is a request's, or the text names no file of code.</exception>
    public static CodeReference Parse(string text, PromptDefinition prompt, SourceLocation? location) =>
        prompt.Location is not { } place
            ? throw Fault.Of(DiagnosticCodes.InvalidValue, $"A server reads no files and runs no code of a request ('{CaseName.OneLine(text)}').", location)
            : CodeReference.TryParse(text, Path.GetDirectoryName(place.File)!, location ?? place)
                ?? throw Fault.Of(DiagnosticCodes.InvalidValue, $"'{CaseName.OneLine(text)}' names no file of code; .js, .ts, .py and .rb are.", location);
}
