using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>Reads one line of a cassette, strictly: a misspelt member would make a recording of another request.</summary>
internal sealed class RecordingReader(SourceLocation place)
{
    static readonly string[] s_members = ["key", "model", "parameters", "prompt", "messages", "tools", "response_format", "top_logprobs", "sample", "output", "note"];
    static readonly string[] s_outputMembers = ["text", "json", "tool_calls", "tokens", "cost_usd", "latency_ms", "finish_reason", "model", "logprobs", "metadata"];

    /// <summary>The comment of a line that holds nothing else; null for any other line.</summary>
    public static string? ReadComment(JsonElement line) =>
        line.ValueKind == JsonValueKind.Object && line.GetPropertyCount() == 1 && line.TryGetProperty("comment", out JsonElement comment) && comment.ValueKind == JsonValueKind.String
            ? comment.GetString()
            : null;

    /// <exception cref="PtmException">The line is no recording (PTM3003, PTM3004).</exception>
    public Recording Read(JsonElement line)
    {
        RequireMembers(line, "a recording", s_members);
        ModelRequest request = new()
        {
            Model = Text(line, "model") is { Length: > 0 } model ? model : throw Invalid("'model' is missing; write the name of the model that answered"),
            Conversation = ReadConversation(line),
            Parameters = ReadParameters(line),
            Tools = Member(line, "tools") is { } tools ? Require(tools, JsonValueKind.Array, "tools", "a list") is { } list && list.GetArrayLength() > 0 ? list : null : null,
            ResponseFormat = Member(line, "response_format") is { } format ? Require(format, JsonValueKind.Object, "response_format", "a JSON Schema") : null,
            TopLogProbs = (int)(Whole(line, "top_logprobs", 20) ?? 0),
            Sample = (int)(Whole(line, "sample", int.MaxValue) ?? 0),
        };
        string key = CassetteKey.Of(request);
        if (Text(line, "key") is { } written && written != key)
        {
            throw Invalid($"the key '{written}' is not that of this line's request, which is '{key}'; model, parameters, prompt, tools or sample were edited. Remove the key, or undo the edit");
        }

        return new Recording { Key = key, Request = request, Output = ReadOutput(line), Note = Text(line, "note"), Location = place };
    }

    Conversation ReadConversation(JsonElement line) => (Text(line, "prompt"), Member(line, "messages")) switch
    {
        ({ } text, null) => Conversation.OfText(text),
        (null, { } messages) when Conversation.IsChat(messages) => new(null, messages),
        (null, { }) => throw Invalid("'messages' must be a list of messages, each with role and content"),
        _ => throw Invalid("either 'prompt' or 'messages' must be there"),
    };

    Dictionary<string, JsonElement> ReadParameters(JsonElement line)
    {
        Dictionary<string, JsonElement> parameters = new(StringComparer.Ordinal);
        if (Member(line, "parameters") is not { } given)
        {
            return parameters;
        }

        foreach (JsonProperty parameter in Require(given, JsonValueKind.Object, "parameters", "an object").EnumerateObject())
        {
            if (!parameters.TryAdd(parameter.Name, parameter.Value))
            {
                throw Fault.Of(DiagnosticCodes.Duplicate, $"The parameter '{parameter.Name}' is there twice.", place);
            }
        }

        return parameters.Where(parameter => parameter.Value.ValueKind != JsonValueKind.Null).ToDictionary(StringComparer.Ordinal);
    }

    ModelOutput ReadOutput(JsonElement line)
    {
        JsonElement output = Member(line, "output") ?? throw Invalid("'output' is missing; write {\"text\": \"the answer\"}");
        RequireMembers(output, "'output'", s_outputMembers);
        List<ToolCall> calls = [.. Member(output, "tool_calls") is { } asked ? Require(asked, JsonValueKind.Array, "tool_calls", "a list").EnumerateArray().Select(ReadCall) : []];
        // An answer can be null, which is a value in JSON.
        JsonElement? json = output.TryGetProperty("json", out JsonElement told) ? told : null;
        JsonElement[] probabilities = [.. Member(output, "logprobs") is { } list ? Require(list, JsonValueKind.Array, "logprobs", "a list").EnumerateArray() : []];
        TokenLogProb[] tokens = [.. probabilities.Select(ReadLogProb)];
        return new ModelOutput
        {
            Text = Text(output, "text") ?? (json is { } value ? CompactJson.Of(value) : calls.Count > 0 ? "" : throw Invalid("'output' has neither text nor tool_calls")),
            Json = json,
            LogProbs = [.. tokens.Select(token => token.LogProb)],
            TokenLogProbs = probabilities is [{ ValueKind: JsonValueKind.Object }, ..] ? tokens : [],
            Metadata = Member(output, "metadata") is { } metadata ? Require(metadata, JsonValueKind.Object, "metadata", "an object") : null,
            ToolCalls = calls,
            Tokens = Member(output, "tokens") is { } usage ? ReadTokens(usage) : null,
            CostUsd = Number(output, "cost_usd", 1_000_000),
            Latency = TimeSpan.FromMilliseconds((double)(Number(output, "latency_ms", 86_400_000) ?? 0)),
            FinishReason = Text(output, "finish_reason"),
            Model = Text(output, "model"),
        };
    }

    TokenUsage ReadTokens(JsonElement tokens)
    {
        RequireMembers(tokens, "'tokens'", ["prompt", "completion", "cached_prompt", "reasoning"]);
        return new(Count("prompt"), Count("completion")) { CachedPrompt = Count("cached_prompt"), Reasoning = Count("reasoning") };

        long Count(string name) => (long)(Whole(tokens, name, long.MaxValue) ?? 0);
    }

    // A bare number, or a token with its alternatives.
    TokenLogProb ReadLogProb(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Number)
        {
            return new("", Finite(item), []);
        }

        RequireMembers(item, "a logprob", ["token", "logprob", "top"]);
        return new(
            Text(item, "token") ?? throw Invalid("a logprob has no token"),
            Finite(Require(Member(item, "logprob") ?? throw Invalid("a logprob has no logprob"), JsonValueKind.Number, "logprob", "a number")),
            [.. Member(item, "top") is { } top ? Require(top, JsonValueKind.Array, "top", "a list").EnumerateArray().Select(ReadLogProb) : []]);
    }

    ToolCall ReadCall(JsonElement call)
    {
        RequireMembers(call, "a tool call", ["name", "arguments", "id"]);
        return new(
            Text(call, "name") ?? throw Invalid("a tool call has no name"),
            call.TryGetProperty("arguments", out JsonElement arguments) ? arguments : JsonElement.Parse("{}"),
            Text(call, "id"));
    }

    void RequireMembers(JsonElement value, string what, string[] known)
    {
        Require(value, JsonValueKind.Object, what, "an object");
        HashSet<string> seen = [];
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Fault.Of(DiagnosticCodes.UnknownKey, $"'{member.Name}' is not a member of {what}; known are {string.Join(", ", known)}.", place);
            }

            if (!seen.Add(member.Name))
            {
                throw Fault.Of(DiagnosticCodes.Duplicate, $"'{member.Name}' is there twice in {what}.", place);
            }
        }
    }

    static JsonElement? Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    string? Text(JsonElement value, string name)
    {
        if (Member(value, name) is not { } member)
        {
            return null;
        }

        try
        {
            return Require(member, JsonValueKind.String, name, "a text").GetString();
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"'{name}' escapes half of a surrogate pair; write the letter itself");
        }
    }

    double Finite(JsonElement number) => number.GetDouble() is var value && double.IsFinite(value) ? value : throw Invalid("a logprob must be a number that is not beyond all limits");

    decimal? Whole(JsonElement value, string name, decimal highest) =>
        Number(value, name, highest) is { } number ? decimal.IsInteger(number) ? number : throw Invalid($"'{name}' must be a whole number") : null;

    decimal? Number(JsonElement value, string name, decimal highest) =>
        Member(value, name) is not { } member ? null
        : Require(member, JsonValueKind.Number, name, "a number").TryGetDecimal(out decimal number) && number >= 0 && number <= highest ? number
        : throw Invalid($"'{name}' must be between 0 and {highest}");

    JsonElement Require(JsonElement value, JsonValueKind kind, string name, string expected) =>
        value.ValueKind == kind ? value : throw Invalid($"'{name.Trim('\'')}' must be {expected}");

    PtmException Invalid(string problem) => Fault.Of(DiagnosticCodes.InvalidValue, $"This recording is not usable: {problem}.", place);
}
