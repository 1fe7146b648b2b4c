using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.Chat;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.Google;

/// <summary>Gemini's generateContent, in AI Studio and Vertex.</summary>
internal sealed class GenerateContent : WireFormat
{
    // What stands beside generationConfig; all other parameters stand in it.
    static readonly string[] s_top = ["safetySettings", "cachedContent", "labels", "toolConfig"];

    static readonly (string Own, string[] Common)[] s_renamed =
    [
        ("maxOutputTokens", ["max_tokens", "max_completion_tokens", "max_output_tokens"]),
        ("topP", ["top_p"]),
        ("topK", ["top_k"]),
        ("presencePenalty", ["presence_penalty"]),
        ("frequencyPenalty", ["frequency_penalty"]),
        ("responseLogprobs", ["logprobs"]),
        ("logprobs", ["top_logprobs"]),
    ];

    public override string AnswerName => "generated content";

    public override Func<StreamFold> Fold => static () => new GenerateContentFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        parameters.LeaveOut("logit_bias", "n");
        JsonElement? passthrough = parameters.Take("passthrough");
        JsonObject body = new() { ["contents"] = new JsonArray() };
        if (Own(request) is { } contents)
        {
            body["contents"] = contents;
            System(body, [], parameters);
        }
        else
        {
            ChatTurns chat = ChatTurns.Of(request.Conversation.Messages);
            body["contents"] = new JsonArray([.. chat.Turns.Select(turn => new JsonObject { ["role"] = turn.Role == "assistant" ? "model" : "user", ["parts"] = new JsonArray([.. turn.Parts.Select(Part)]) })]);
            System(body, chat.System, parameters);
        }

        foreach (string name in s_top)
        {
            parameters.Move(body, name, name, name == "toolConfig" ? "tool_config" : name);
        }

        Tools(body, request, parameters);
        JsonObject config = Config(request, target, parameters);
        if (config.Count > 0)
        {
            body["generationConfig"] = config;
        }

        RequestParameters.PutMembers(body, passthrough);
        return new($"models/{target.Model}:{(target.IsStreamed ? "streamGenerateContent?alt=sse" : "generateContent")}", JsonBody.Write(body)) { LeftOut = parameters.LeftOut };
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Items("candidates") is not [{ } candidate, ..])
        {
            throw answer.Text("promptFeedback", "blockReason") is { } blocked ? new AnswerException($"refused the prompt ({blocked})")
                : OpenAiUsage.Error(answer) ?? new AnswerException("");
        }

        IReadOnlyList<JsonElement> parts = candidate.Items("content", "parts");
        List<ToolCall> calls = [.. parts.Select(part => part.Member("functionCall")).OfType<JsonElement>().Select(call => new ToolCall(call.Text("name") ?? "", call.Member("args") ?? JsonElement.Parse("{}"u8), call.Text("id")))];
        string? reason = candidate.Text("finishReason");
        string reasoning = string.Concat(parts.Where(IsThought).Select(part => part.Text("text")));
        return new ModelReply
        {
            Text = string.Concat(parts.Where(part => !IsThought(part)).Select(part => part.Text("text"))),
            ToolCalls = calls,
            Tokens = Tokens(answer),
            FinishReason = reason switch
            {
                "STOP" => calls.Count > 0 ? "tool_calls" : "stop",
                "MAX_TOKENS" => "length",
                "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => "content_filter",
                _ => reason,
            },
            RawFinishReason = reason,
            Model = answer.Text("modelVersion"),
            LogProbs = LogProbs(candidate),
            Reasoning = reasoning.Length > 0 ? reasoning : null,
        }.OrNothingSaid(parts.Any(part => part.Text("text") is not null && !IsThought(part)));
    }

    static bool IsThought(JsonElement part) => part.Member("thought") is { ValueKind: JsonValueKind.True };

    static TokenUsage? Tokens(JsonElement answer) => answer.Whole("usageMetadata", "promptTokenCount") is not { } prompt ? null
        : new(prompt + (answer.Whole("usageMetadata", "toolUsePromptTokenCount") ?? 0), (answer.Whole("usageMetadata", "candidatesTokenCount") ?? 0) + (answer.Whole("usageMetadata", "thoughtsTokenCount") ?? 0))
        {
            CachedPrompt = answer.Whole("usageMetadata", "cachedContentTokenCount") ?? 0,
            Reasoning = answer.Whole("usageMetadata", "thoughtsTokenCount") ?? 0,
        };

    static List<TokenLogProb> LogProbs(JsonElement candidate)
    {
        IReadOnlyList<JsonElement> others = candidate.Items("logprobsResult", "topCandidates");
        return [.. candidate.Items("logprobsResult", "chosenCandidates").Select((token, place) => LogProb(token, place < others.Count ? others[place].Items("candidates") : []))];
    }

    static TokenLogProb LogProb(JsonElement token, IReadOnlyList<JsonElement> others) =>
        new(token.Text("token") ?? "", token.Number("logProbability") ?? 0, [.. others.Select(other => LogProb(other, []))]);

    static JsonObject Config(ModelRequest request, WireTarget target, RequestParameters parameters)
    {
        JsonObject config = parameters.Take("generationConfig", "generation_config")?.Node() as JsonObject ?? [];
        foreach ((string own, string[] common) in s_renamed)
        {
            parameters.Move(config, own, common);
        }

        if (parameters.Take("stop") is { } stop)
        {
            config["stopSequences"] = RequestParameters.List(stop);
        }

        if (parameters.Take("reasoning_effort") is { ValueKind: JsonValueKind.String } effort)
        {
            config["thinkingConfig"] = Thinking(effort.GetString()!, target.Model);
        }

        if (parameters.Take("responseSchema", "response_schema") is { } schema)
        {
            config["responseMimeType"] = "application/json";
            config["responseSchema"] = schema.Node();
        }

        if (AnswerSchema.Take(request, parameters) is { } wanted)
        {
            config["responseMimeType"] = "application/json";
            if (wanted.Schema is { } json)
            {
                config.Remove("responseSchema");
                config["responseJsonSchema"] = json.Node();
            }
        }

        if (request.TopLogProbs > 0)
        {
            config["responseLogprobs"] = true;
            config["logprobs"] = request.TopLogProbs;
        }

        parameters.PutLeft(config);
        return config;
    }

    // Models before Gemini 3 take a budget; Google's documentation of its OpenAI-compatible API gives these for each effort.
    static JsonObject Thinking(string effort, string model) => model.Contains("gemini-2", StringComparison.Ordinal)
        ? new()
        {
            ["thinkingBudget"] = effort switch
            {
                "none" => 0,
                "minimal" or "low" => 1_024,
                "medium" => 8_192,
                _ => 24_576,
            },
        }
        : new() { ["thinkingLevel"] = effort.ToUpperInvariant() };

    static void System(JsonObject body, IReadOnlyList<ChatPart> said, RequestParameters parameters)
    {
        JsonArray parts = [];
        switch (parameters.Take("systemInstruction", "system_instruction"))
        {
            case { ValueKind: JsonValueKind.String } text:
                parts.Add((JsonNode)new JsonObject { ["text"] = text.GetString() });
                break;
            case { } own:
                foreach (JsonElement part in own.Items("parts"))
                {
                    parts.Add(part.Node());
                }

                break;
        }

        foreach (ChatPart part in said)
        {
            parts.Add(Part(part));
        }

        if (parts.Count > 0)
        {
            body["systemInstruction"] = new JsonObject { ["parts"] = parts };
        }
    }

    static void Tools(JsonObject body, ModelRequest request, RequestParameters parameters)
    {
        JsonArray declared = [];
        JsonArray tools = [];
        HashSet<string> raw = new(StringComparer.Ordinal);
        foreach (OfferedTool tool in OfferedTool.Of(request.Tools))
        {
            if (tool.Name is null || (tool.Raw.Member("functionDeclarations") ?? tool.Raw.Member("function_declarations")) is not null)
            {
                if (raw.Add(tool.Raw.GetRawText()))
                {
                    tools.Add(tool.Raw.Node());
                }

                continue;
            }

            JsonObject function = new() { ["name"] = tool.Name };
            if (tool.Description is not null)
            {
                function["description"] = tool.Description;
            }

            if (tool.Schema is { } schema)
            {
                function["parametersJsonSchema"] = schema.Node();
            }

            declared.Add((JsonNode)function);
        }

        if (declared.Count > 0)
        {
            tools.Add((JsonNode)new JsonObject { ["functionDeclarations"] = declared });
        }

        if (tools.Count > 0)
        {
            body["tools"] = tools;
        }

        if (parameters.Take("tool_choice") is { } choice && ToolChoice.Of(choice) is { } wanted)
        {
            JsonObject calling = new() { ["mode"] = wanted.Mode switch { "none" => "NONE", "auto" => "AUTO", _ => "ANY" } };
            if (wanted.Name is not null)
            {
                calling["allowedFunctionNames"] = new JsonArray(wanted.Name);
            }

            body["toolConfig"] = new JsonObject { ["functionCallingConfig"] = calling };
        }
    }

    static JsonNode? Part(ChatPart part) => part switch
    {
        TextPart text => new JsonObject { ["text"] = text.Text },
        ImagePart { Data: { } data } image => new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = image.MediaType, ["data"] = data } },
        ImagePart image => new JsonObject { ["fileData"] = new JsonObject { ["fileUri"] = image.Url } },
        CallPart call => new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = call.Arguments.Node() } },
        ResultPart result => new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = result.Name, ["response"] = Response(result.Text) } },
        OwnPart own when own.Written.Text("type") is null => own.Written.Node(),
        OwnPart own => throw own.NotFor("Gemini"),
        _ => throw new InvalidOperationException(),
    };

    // A function's response is an object; a text that is none becomes one.
    static JsonNode Response(string text)
    {
        try
        {
            return UnicodeJson.Parse(text) is { ValueKind: JsonValueKind.Object } json ? json.Node()! : new JsonObject { ["result"] = text };
        }
        catch (JsonException)
        {
            return new JsonObject { ["result"] = text };
        }
    }

    // A prompt that is written in Gemini's own shape is sent as it stands.
    static JsonNode? Own(ModelRequest request)
    {
        if (request.Conversation.Text is not { } text || text.AsSpan().TrimStart() is not ['{' or '[', ..] || !text.Contains("\"parts\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            JsonElement written = UnicodeJson.Parse(text);
            JsonElement contents = written.Member("contents") ?? written;
            return contents.ValueKind == JsonValueKind.Array && contents.GetArrayLength() > 0 && contents.EnumerateArray().All(content => content.Member("parts") is { ValueKind: JsonValueKind.Array }) ? contents.Node() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
