using Ptm.Engine.Code;
using Ptm.Engine.Code.Processes;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Providers.Programs;

/// <summary><c>exec:</c>: a command that is given the prompt, the provider's options and the case's context as arguments, and answers on its standard output.</summary>
internal sealed class ExecProvider(string command, ProviderSettings settings, string folder, TimeProvider time) : IPromptProvider, IDescribedProvider
{
    static readonly CodeLimits s_limits = new();

    readonly ProgramContext _context = new(settings, folder);
    readonly IReadOnlyList<string> _words = CommandLine.Split(command);

    public string Type => "exec";

    public string? Model => null;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        string name = _words.Count > 0 ? _words[0] : throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}' names no command; write exec: PROGRAM ARGUMENTS.", settings.Location);
        string program = ProgramSearch.Find(name, folder)
            ?? throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': there is no program '{name}' in {folder} or on PATH that can be run.", settings.Location);
        long start = time.GetTimestamp();
        ProgramResult result = await ProcessRunner.RunAsync(
            new ProgramStart(program, [.. _words.Skip(1), request.Prompt.Text, _context.Options.GetRawText(), ProgramContext.Of(request).GetRawText()], folder)
            {
                Environment = settings.ProgramEnvironment,
                Shown = $"exec: {Quote.Cut(command.Trim())}",
            },
            s_limits,
            cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}' ended with exit code {result.ExitCode}{(result.Errors.Length == 0 ? "" : $": {result.Errors}")}", settings.Location);
        }

        string text = result.Output.Trim();
        return text.Length == 0 && result.Errors.Length > 0
            ? throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}' answered nothing and reported: {result.Errors}", settings.Location)
            : new ModelOutput { Text = text, Latency = time.GetElapsedTime(start) };
    }
}
