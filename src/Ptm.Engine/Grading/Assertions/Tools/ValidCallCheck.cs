using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using Ptm.Engine.Grading.Assertions.Schemas;

namespace Ptm.Engine.Grading.Assertions.Tools;

/// <summary>
/// <c>is-valid-openai-tools-call</c>: the output is tool calls, each of a tool that was offered, with arguments that match its schema.
/// <c>is-valid-function-call</c> and <c>is-valid-openai-function-call</c>: it is one call of a function of the older kind.
/// </summary>
internal sealed class ValidCallCheck(bool tools) : Check
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        hasValue ? $"takes no value; the {(tools ? "tools" : "functions")} are those of the provider or prompt" : null;

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        string what = tools ? "valid tool calls" : "a valid function call";
        List<(string Name, JsonElement Arguments)>? calls = tools ? ToolCalls(input) : FunctionCall(input);
        if (calls is null)
        {
            return Verdict.Of(holds: false, input.Inverted, $"{input.Expected}{what}, found {Quote.Of(input.Text)}");
        }

        JsonElement? offered = tools ? input.Grading.Offer.Tools : input.Grading.Offer.Functions;
        if (offered is not { ValueKind: JsonValueKind.Array } list)
        {
            return Verdict.Error(DiagnosticCodes.InputMissing, $"input missing: neither the prompt nor the provider \"{input.Grading.Provider}\" has {(tools ? "tools" : "functions")} that the calls could be compared with");
        }

        foreach ((string name, JsonElement arguments) in calls)
        {
            if (await FaultOfAsync(name, arguments, list, cancellationToken).ConfigureAwait(false) is not { } fault)
            {
                continue;
            }

            return fault.ErrorCode is not null ? fault : Verdict.Of(holds: false, input.Inverted, $"{input.Expected}{what}: {fault.Reason}");
        }

        return Verdict.Of(holds: true, input.Inverted, $"{input.Expected}{what}, found {Quote.List(calls.Select(call => call.Name))}");
    }

    async ValueTask<Verdict?> FaultOfAsync(string name, JsonElement arguments, JsonElement list, CancellationToken cancellationToken)
    {
        JsonElement? parameters = list.EnumerateArray().Select(Declaration).FirstOrDefault(declared => declared is { } tool && Text(tool, "name") == name) is { } found
            && found.TryGetProperty("parameters", out JsonElement schema) ? schema : null;
        if (parameters is null)
        {
            return Failed($"{Quote.Of(name)} is called, and none of that name with parameters was offered");
        }

        if (arguments.ValueKind == JsonValueKind.String && !JsonText.TryParse(arguments.GetString()!, out arguments))
        {
            return Failed($"the arguments of {Quote.Of(name)} are no JSON");
        }

        if (SchemaValidator.Of(parameters.Value, out string? flaw) is not { } validator)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"{Quote.Of(name)} {flaw}");
        }

        try
        {
            return await validator.ViolationAsync(arguments, cancellationToken).ConfigureAwait(false) is { } violation
                ? Failed($"the arguments of {Quote.Of(name)} do not match its parameters: {Quote.Cut(violation)}")
                : null;
        }
        catch (RefResolutionException error)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"the parameters of {Quote.Of(name)} refer to what they do not hold: {error.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"a pattern in the parameters of {Quote.Of(name)} ran too long on these arguments; it backtracks too much");
        }
        catch (TimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the parameters of {Quote.Of(name)} took too long on these arguments; their references multiply the work or go too deep");
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the arguments or the parameters of {Quote.Of(name)} hold a number that is too large to be compared");
        }
        catch (InsufficientExecutionStackException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"the arguments nest deeper than the references in the parameters of {Quote.Of(name)} can follow");
        }
    }

    /// <summary>A tool's function, or a function of the older kind.</summary>
    JsonElement? Declaration(JsonElement tool) =>
        tool.ValueKind != JsonValueKind.Object ? null
        : !tools ? tool
        : tool.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object ? function
        : null;

    static List<(string Name, JsonElement Arguments)>? ToolCalls(CheckInput input)
    {
        IReadOnlyList<ToolCall> reported = CallText.Reported(input);
        if (reported.Count > 0)
        {
            return [.. reported.Select(call => (call.Name, call.Arguments))];
        }

        JsonElement? json = CallText.Json(input);
        JsonElement? list = json is { ValueKind: JsonValueKind.Object } message && message.TryGetProperty("tool_calls", out JsonElement calls) ? calls : json;
        if (list is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0)
        {
            return null;
        }

        List<(string Name, JsonElement Arguments)> found = [];
        foreach (JsonElement call in array.EnumerateArray())
        {
            if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function", out JsonElement function) || Call(function) is not { } read)
            {
                return null;
            }

            found.Add(read);
        }

        return found;
    }

    static List<(string Name, JsonElement Arguments)>? FunctionCall(CheckInput input)
    {
        if (CallText.Reported(input).Count > 0 || CallText.Json(input) is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        return Call(json.TryGetProperty("function_call", out JsonElement inner) ? inner : json) is { } call ? [call] : null;
    }

    static (string Name, JsonElement Arguments)? Call(JsonElement function) =>
        function.ValueKind == JsonValueKind.Object && Text(function, "name") is { } name
        && function.TryGetProperty("arguments", out JsonElement arguments) && arguments.ValueKind == JsonValueKind.String
            ? (name, arguments)
            : null;

    static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    static Verdict Failed(string reason) => new(Pass: false, 0, reason);
}
