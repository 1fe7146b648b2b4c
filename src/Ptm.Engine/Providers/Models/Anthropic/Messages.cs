using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers.Models.Chat;

namespace Ptm.Engine.Providers.Models.Anthropic;

/// <summary>Anthropic's messages.</summary>
internal partial class Messages : WireFormat
{
    const string Version = "2023-06-01";

    // The API has no default; promptfoo's.
    internal const int MaxTokens = 1024;

    const string AnswerTool = "answer";

    public override string AnswerName => "message";

    public override Func<StreamFold> Fold => static () => new MessageFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["anthropic-version"] = Version };
        if (parameters.Take("beta") is { } beta)
        {
            headers["anthropic-beta"] = beta.ValueKind == JsonValueKind.Array ? string.Join(',', beta.EnumerateArray().Select(name => name.ToString())) : beta.ToString();
        }

        return new("v1/messages", JsonBody.Write(Body(request, target, parameters))) { Headers = headers, LeftOut = parameters.LeftOut };
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Text("type") == "error" || answer.Member("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            throw new AnswerException(answer.Member("error") is null ? "" : "with an error");
        }

        List<JsonElement> parts = [.. content.EnumerateArray()];
        List<JsonElement> calls = [.. parts.Where(part => part.Text("type") == "tool_use")];
        JsonElement? forced = IsHeldByTool(request) && calls is [{ } only] && only.Text("name") == AnswerTool ? only.Member("input") : null;
        string? reason = answer.Text("stop_reason");
        long read = answer.Whole("usage", "cache_read_input_tokens") ?? 0;
        long written = answer.Whole("usage", "cache_creation_input_tokens") ?? 0;
        string reasoning = string.Concat(parts.Where(part => part.Text("type") == "thinking").Select(part => part.Text("thinking")));
        return new ModelReply
        {
            Text = forced is { } held ? CompactJson.Of(held) : string.Concat(parts.Where(part => part.Text("type") == "text").Select(part => part.Text("text"))),
            ToolCalls = forced is null ? [.. calls.Select(call => new ToolCall(call.Text("name") ?? "", call.Member("input") ?? JsonElement.Parse("{}"u8), call.Text("id")))] : [],
            Tokens = answer.Whole("usage", "input_tokens") is { } input && answer.Whole("usage", "output_tokens") is { } output ? new(input + read + written, output) { CachedPrompt = read } : null,
            CacheWrite = written,
            FinishReason = reason switch
            {
                "end_turn" or "stop_sequence" => "stop",
                "tool_use" => forced is null ? "tool_calls" : "stop",
                "max_tokens" or "model_context_window_exceeded" => "length",
                "refusal" => "content_filter",
                _ => reason,
            },
            RawFinishReason = reason,
            Model = answer.Text("model"),
            Reasoning = reasoning.Length > 0 ? reasoning : null,
        }.OrNothingSaid(parts.Exists(part => part.Text("type") == "text"));
    }

    protected static JsonObject Body(ModelRequest request, WireTarget target, RequestParameters parameters)
    {
        ChatTurns chat = ChatTurns.Of(request.Conversation.Messages);
        parameters.LeaveOut("seed", "logprobs", "top_logprobs", "frequency_penalty", "presence_penalty", "logit_bias", "n", "verbosity");
        JsonElement? passthrough = parameters.Take("passthrough", "extra_body");
        JsonObject body = new() { ["model"] = target.Model };
        if (chat.System.Count > 0)
        {
            body["system"] = new JsonArray([.. chat.System.Select(Part)]);
        }

        body["max_tokens"] = (parameters.Take("max_tokens", "max_completion_tokens") ?? JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes($"{MaxTokens}"))).Node();
        body["messages"] = new JsonArray([.. chat.Turns.Select(turn => new JsonObject
        {
            ["role"] = turn.Role == "assistant" ? "assistant" : "user",
            ["content"] = new JsonArray([.. turn.Parts.Select(Part)]),
        })]);
        if (parameters.Take("stop") is { } stop && !parameters.Has("stop_sequences"))
        {
            body["stop_sequences"] = RequestParameters.List(stop);
        }

        if (parameters.Take("reasoning_effort", "effort") is { } effort)
        {
            body["output_config"] = new JsonObject { ["effort"] = effort.Node() };
        }

        Tools(body, request, parameters);
        if (AnswerSchema.Take(request, parameters) is { Schema: { } schema } && !IsHeldByTool(request))
        {
            JsonObject config = body["output_config"] as JsonObject ?? [];
            config["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = schema.Node() };
            body["output_config"] = config;
        }

        parameters.PutLeft(body);
        RequestParameters.PutMembers(body, passthrough);
        if (target.IsStreamed)
        {
            body["stream"] = true;
        }

        return body;
    }

    static void Tools(JsonObject body, ModelRequest request, RequestParameters parameters)
    {
        List<JsonNode?> tools = [.. OfferedTool.Of(request.Tools).Select(Tool)];
        if (parameters.Take("web_search") is { ValueKind: JsonValueKind.Object } search)
        {
            tools.Add(search.Node());
        }

        JsonElement? choice = parameters.Take("tool_choice");
        if (IsHeldByTool(request))
        {
            // Models from before structured output are held to a schema by a tool that they must call.
            AnswerSchema schema = AnswerSchema.Take(request, parameters)!;
            body["tools"] = new JsonArray(new JsonObject { ["name"] = AnswerTool, ["description"] = "Gives the answer.", ["input_schema"] = schema.Schema!.Value.Node() });
            body["tool_choice"] = new JsonObject { ["type"] = "tool", ["name"] = AnswerTool };
            return;
        }

        if (tools.Count > 0)
        {
            body["tools"] = new JsonArray([.. tools]);
        }

        if (choice is { } written)
        {
            body["tool_choice"] = Choice(written);
        }
    }

    static JsonNode? Choice(JsonElement written) => written is { ValueKind: JsonValueKind.Object } && written.Text("type") is "auto" or "any" or "none" or "tool"
        ? written.Node()
        : ToolChoice.Of(written) switch
        {
            { Mode: "tool", Name: var name } => new JsonObject { ["type"] = "tool", ["name"] = name },
            { Mode: "required" } => new JsonObject { ["type"] = "any" },
            { Mode: var mode } => new JsonObject { ["type"] = mode },
            null => written.Node(),
        };

    static JsonNode? Tool(OfferedTool tool)
    {
        if (tool.Name is null || tool.Raw.Member("input_schema") is not null)
        {
            return tool.Raw.Node();
        }

        JsonObject own = new() { ["name"] = tool.Name };
        if (tool.Description is not null)
        {
            own["description"] = tool.Description;
        }

        own["input_schema"] = tool.SchemaOrNone.Node();
        return own;
    }

    static JsonNode? Part(ChatPart part) => part switch
    {
        TextPart { Raw: { } raw } when raw.Text("type") == "text" => raw.Node(),
        TextPart text => new JsonObject { ["type"] = "text", ["text"] = text.Text },
        ImagePart { Raw: { } raw } when raw.Text("type") == "image" => raw.Node(),
        ImagePart { Data: { } data } image => new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = image.MediaType, ["data"] = data } },
        ImagePart image => new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "url", ["url"] = image.Url } },
        CallPart call => new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = call.Arguments.Node() },
        ResultPart { Raw: { } raw } => raw.Node(),
        ResultPart result => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = result.Id, ["content"] = result.Text },
        OwnPart own when own.Written.Text("type") is "input_audio" or "input_file" or "file" or null => throw own.NotFor("Anthropic"),
        OwnPart own => own.Written.Node(),
        _ => throw new InvalidOperationException(),
    };

    static bool IsHeldByTool(ModelRequest request) =>
        request.Tools is null && !request.Parameters.ContainsKey("thinking") && !request.Parameters.ContainsKey("web_search")
        && BeforeStructuredOutput().IsMatch(request.Model)
        && AnswerSchema.Take(request, new(request.Parameters)) is { Schema: { ValueKind: JsonValueKind.Object } };

    [GeneratedRegex(@"claude-(2|3|instant|(opus|sonnet)-4(-0|[-@]2025|$))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeStructuredOutput();
}
