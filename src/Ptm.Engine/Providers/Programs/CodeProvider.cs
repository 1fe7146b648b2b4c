using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Providers.Programs;

/// <summary>A program under test that is a function of a file: <c>call_api</c> in Python and Ruby, a class with <c>callApi</c> or a function in JavaScript.</summary>
internal sealed class CodeProvider(CodeReference code, ProviderSettings settings, CodeRunner runner, TimeProvider time) : IPromptProvider, IDescribedProvider
{
    readonly ProgramContext _context = new(settings, code.Folder);
    readonly SemaphoreSlim? _turn = code.Language == CodeLanguage.Python ? new(Workers(settings)) : null;

    public string Type => code.Language.ToString();

    public string? Model => null;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        // As in promptfoo, one interpreter answers all calls of a Python provider unless its config asks for more workers: what it keeps in variables is there for the next.
        if (_turn is not null)
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            long start = time.GetTimestamp();
            JsonElement answer = await runner.CallAsync(
                new CodeCall
                {
                    File = code,
                    DefaultFunctions = code.Language is CodeLanguage.JavaScript or CodeLanguage.TypeScript ? ["callApi", "default"] : ["call_api"],
                    Arguments = code.Language is CodeLanguage.JavaScript or CodeLanguage.TypeScript
                        ? [ProgramContext.Prompt(request), ProgramContext.Of(request), _context.Options]
                        : [ProgramContext.Prompt(request), _context.Options, ProgramContext.Of(request)],
                    ProviderOptions = _context.Options,
                    Environment = settings.ProgramEnvironment,
                    Executable = _context.Text("pythonExecutable") ?? _context.Text("nodeExecutable") ?? _context.Text("rubyExecutable"),
                    Time = LimitedProvider.LongestTime,
                },
                cancellationToken).ConfigureAwait(false);
            return ProgramAnswer.Read(answer, settings.Name, time.GetElapsedTime(start), settings.Location);
        }
        finally
        {
            _turn?.Release();
        }
    }

    static int Workers(ProviderSettings settings) =>
        settings.Parameters is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("workers", out JsonElement workers) && workers.TryGetInt32(out int count) && count > 0
            ? count
            : 1;
}
