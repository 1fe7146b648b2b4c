using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Code.Processes;
using Ptm.Engine.Library.Sources.Prompts;
using Ptm.Engine.Providers;
using Ptm.Engine.Running.Sessions;

namespace Ptm.Engine.Running;

/// <summary>Renders prompts that code makes: a function of a file, a Python script, or a program.</summary>
internal sealed class PromptFunction(CodeRunner code, PromptRenderer renderer, Action<Diagnostic> warn)
{
    static readonly CodeLimits s_limits = new() { Time = TimeSpan.FromSeconds(60) };

    /// <summary>Asks for the prompt of one case. As in promptfoo, what comes back is a template itself, which may name the conversation, and a case's prefix and suffix are not put around it.</summary>
    /// <exception cref="PtmException">The code failed, or made no prompt.</exception>
    public async Task<RenderedPrompt> RenderAsync(PromptDefinition prompt, TestCase test, ProviderIdentity provider, CancellationToken cancellationToken)
    {
        if (prompt.Location is null)
        {
            throw Fault.Of(DiagnosticCodes.RenderFailed, "A server reads no files and runs no code of a request.");
        }

        JsonElement context = Context(prompt, test, provider);
        string text = prompt.Code!.StartsWith(PromptSource.ProgramScheme, StringComparison.Ordinal)
            ? await RunAsync(ProgramLine.Split(prompt.Code[PromptSource.ProgramScheme.Length..]), prompt, context, cancellationToken).ConfigureAwait(false)
            : await CallAsync(CodeReference.TryParse(prompt.Code, Folder(prompt), prompt.Location)!, prompt, context, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(text)
            ? throw Fault.Of(DiagnosticCodes.RenderFailed, $"{Name(prompt)} made an empty prompt.", prompt.Location)
            : renderer.Render(prompt with { Text = text, Code = null, TextLocation = prompt.Location }, test with { Prefix = "", Suffix = "" }, cancellationToken);
    }

    async Task<string> CallAsync(CodeReference function, PromptDefinition prompt, JsonElement context, CancellationToken cancellationToken)
    {
        // A Python file without a function is a script that prints the prompt.
        if (function is { Language: CodeLanguage.Python, Function: null })
        {
            Interpreter python = Interpreters.Find(CodeLanguage.Python, null, function.Name, prompt.Location);
            return await RunAsync([python.Path, function.Path], prompt, context, cancellationToken).ConfigureAwait(false);
        }

        JsonElement made = await code.CallAsync(function, "default", [context], cancellationToken).ConfigureAwait(false);
        if (made.ValueKind == JsonValueKind.Object && made.TryGetProperty("prompt", out JsonElement inner))
        {
            if (made.TryGetProperty("config", out _))
            {
                warn(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, $"{Name(prompt)} returns settings for the provider, which are passed over.", prompt.Location));
            }

            made = inner;
        }

        return made.ValueKind switch
        {
            JsonValueKind.String => made.GetString()!,
            JsonValueKind.Array or JsonValueKind.Object => made.GetRawText(),
            _ => throw Fault.Of(DiagnosticCodes.RenderFailed, $"{Name(prompt)} returned {(made.ValueKind == JsonValueKind.Number ? "a number" : made.ValueKind is JsonValueKind.True or JsonValueKind.False ? "a boolean" : "nothing")}; a prompt is a text, a list of messages or an object with 'prompt'.", prompt.Location),
        };
    }

    static async Task<string> RunAsync(IReadOnlyList<string> line, PromptDefinition prompt, JsonElement context, CancellationToken cancellationToken)
    {
        string folder = Folder(prompt);
        string program = line.Count > 0 && ProgramSearch.Find(line[0], folder) is { } found
            ? found
            : throw Fault.Of(DiagnosticCodes.FileNotFound, $"There is no program '{(line.Count > 0 ? line[0] : "")}' that can be run in {folder} or on PATH.", prompt.Location);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limits.Time);
        try
        {
            ProgramResult result = await ProcessRunner.RunAsync(new(program, [.. line.Skip(1), context.GetRawText()], folder), s_limits, limit.Token).ConfigureAwait(false);
            return result.ExitCode == 0
                ? result.Output.Trim()
                : throw Fault.Of(DiagnosticCodes.RenderFailed, FormattableString.Invariant($"{Name(prompt)} ended with {result.ExitCode}: {result.Errors.Trim()}"), prompt.Location);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault.Of(DiagnosticCodes.RenderFailed, FormattableString.Invariant($"{Name(prompt)} did not end within {s_limits.Time.TotalSeconds} s and was ended."), prompt.Location);
        }
    }

    static JsonElement Context(PromptDefinition prompt, TestCase test, ProviderIdentity provider)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("vars");
            foreach (JsonProperty variable in test.Vars.EnumerateObject().Where(variable => !(prompt.CodeNamesConversation && variable.NameEquals(CaseVariables.Conversation))))
            {
                variable.WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.WriteStartObject("provider");
            writer.WriteString("id", provider.Id);
            writer.WriteString("label", provider.Label);
            writer.WriteEndObject();
            writer.WritePropertyName("config");
            (prompt.CodeConfig ?? JsonElement.Parse("{}"u8)).WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    static string Folder(PromptDefinition prompt) => Path.GetDirectoryName(prompt.Location!.File)!;

    static string Name(PromptDefinition prompt) => $"The prompt '{prompt.Label ?? prompt.Id}'";
}
