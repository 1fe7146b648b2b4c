using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers.Models.Chat;

namespace Ptm.Engine.Providers.Models.Bedrock;

/// <summary>Bedrock's Converse, one format for all its models.</summary>
internal sealed class Converse : WireFormat
{
    const string AnswerTool = "answer";

    // What stands beside inferenceConfig; what is known to neither belongs to the model, and stands in additionalModelRequestFields.
    static readonly string[] s_top = ["guardrailConfig", "performanceConfig", "serviceTier", "promptVariables", "requestMetadata", "additionalModelResponseFieldPaths", "outputConfig"];

    // They say to promptfoo which model's format an inference profile has; Converse has one for all.
    static readonly string[] s_withoutMeaning = ["inferenceModelType", "anthropic_version", "showThinking"];

    public override string AnswerName => "conversation";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonElement? passthrough = parameters.Take("passthrough");
        parameters.LeaveOut("seed", "logprobs", "top_logprobs", "logit_bias", "n", "verbosity");
        ChatTurns chat = ChatTurns.Of(request.Conversation.Messages);
        JsonObject body = new() { ["messages"] = Turns(chat) };
        if (chat.System.Count > 0)
        {
            body["system"] = new JsonArray([.. chat.System.Select(Part)]);
        }

        Config(body, parameters);
        Tools(body, request, parameters);
        if (parameters.Take("guardrailIdentifier") is { } guardrail)
        {
            body["guardrailConfig"] = new JsonObject { ["guardrailIdentifier"] = guardrail.Node(), ["guardrailVersion"] = parameters.Take("guardrailVersion")?.Node() ?? "DRAFT" };
        }

        foreach (string name in s_top)
        {
            parameters.Move(body, name, name);
        }

        foreach (string name in s_withoutMeaning)
        {
            parameters.Take(name);
        }

        JsonObject own = parameters.Take("additionalModelRequestFields")?.Node() as JsonObject ?? [];
        parameters.Move(own, "reasoning_effort", "reasoning_effort");
        parameters.PutLeft(own);
        if (own.Count > 0)
        {
            body["additionalModelRequestFields"] = own;
        }

        RequestParameters.PutMembers(body, passthrough);
        return new($"model/{Uri.EscapeDataString(target.Model)}/converse", JsonBody.Write(body)) { LeftOut = parameters.LeftOut };
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Member("output", "message", "content") is not { ValueKind: JsonValueKind.Array } content)
        {
            throw new AnswerException(answer.Text("message") is null ? "" : "with an error");
        }

        List<JsonElement> parts = [.. content.EnumerateArray()];
        List<JsonElement> calls = [.. parts.Select(part => part.Member("toolUse")).OfType<JsonElement>()];
        JsonElement? forced = IsHeldByTool(request) && calls is [{ } only] && only.Text("name") == AnswerTool ? only.Member("input") : null;
        string? reason = answer.Text("stopReason");
        string reasoning = string.Concat(parts.Select(part => part.Text("reasoningContent", "reasoningText", "text")));
        long read = answer.Whole("usage", "cacheReadInputTokens") ?? 0;
        long written = answer.Whole("usage", "cacheWriteInputTokens") ?? 0;
        return new ModelReply
        {
            Text = forced is { } held ? CompactJson.Of(held) : string.Concat(parts.Select(part => part.Text("text"))),
            ToolCalls = forced is null ? [.. calls.Select(call => new ToolCall(call.Text("name") ?? "", call.Member("input") ?? JsonElement.Parse("{}"u8), call.Text("toolUseId")))] : [],
            Tokens = answer.Whole("usage", "inputTokens") is { } input && answer.Whole("usage", "outputTokens") is { } output ? new(input + read + written, output) { CachedPrompt = read } : null,
            CacheWrite = written,
            FinishReason = reason switch
            {
                "end_turn" or "stop_sequence" => "stop",
                "tool_use" => forced is null ? "tool_calls" : "stop",
                "max_tokens" or "model_context_window_exceeded" => "length",
                "guardrail_intervened" or "content_filtered" => "content_filter",
                _ => reason,
            },
            RawFinishReason = reason,
            Reasoning = reasoning.Length > 0 ? reasoning : null,
        }.OrNothingSaid(parts.Exists(part => part.Text("text") is not null));
    }

    static void Config(JsonObject body, RequestParameters parameters)
    {
        JsonObject config = (parameters.Take("inferenceConfig") ?? parameters.Take("interfaceConfig"))?.Node() as JsonObject ?? [];
        if (config.Remove("max_new_tokens", out JsonNode? most))
        {
            config["maxTokens"] = most;
        }

        parameters.Move(config, "maxTokens", "maxTokens", "max_tokens", "max_completion_tokens", "max_new_tokens", "max_gen_len");
        parameters.Move(config, "temperature", "temperature");
        parameters.Move(config, "topP", "topP", "top_p");
        if (parameters.Take("stopSequences", "stop_sequences", "stop") is { } stop)
        {
            config["stopSequences"] = RequestParameters.List(stop);
        }

        if (config.Count > 0)
        {
            body["inferenceConfig"] = config;
        }
    }

    static void Tools(JsonObject body, ModelRequest request, RequestParameters parameters)
    {
        JsonArray tools = [.. OfferedTool.Of(request.Tools).Select(Tool)];
        JsonElement? choice = parameters.Take("toolChoice", "tool_choice");
        JsonNode? chosen = ToolChoice.Of(choice) switch
        {
            { Mode: "tool", Name: var name } => new JsonObject { ["tool"] = new JsonObject { ["name"] = name } },
            { Mode: "required" } => new JsonObject { ["any"] = new JsonObject() },
            { Mode: "auto" } => new JsonObject { ["auto"] = new JsonObject() },
            { Mode: "none" } => null,
            _ => choice?.Node(),
        };
        if (ToolChoice.Of(choice) is { Mode: "none" })
        {
            tools = [];
        }

        AnswerSchema? schema = AnswerSchema.Take(request, parameters);
        if (IsHeldByTool(request))
        {
            tools = [Spec(AnswerTool, "Gives the answer.", schema!.Schema!.Value)];
            chosen = new JsonObject { ["tool"] = new JsonObject { ["name"] = AnswerTool } };
        }

        if (tools.Count > 0)
        {
            JsonObject config = new() { ["tools"] = tools };
            if (chosen is not null)
            {
                config["toolChoice"] = chosen;
            }

            body["toolConfig"] = config;
        }
    }

    static JsonNode? Tool(OfferedTool tool) => tool.Name is null || tool.Raw.Member("toolSpec") is not null ? tool.Raw.Node() : Spec(tool.Name, tool.Description, tool.SchemaOrNone);

    static JsonObject Spec(string name, string? description, JsonElement schema)
    {
        JsonObject spec = new() { ["name"] = name };
        if (description is not null)
        {
            spec["description"] = description;
        }

        spec["inputSchema"] = new JsonObject { ["json"] = schema.Node() };
        return new() { ["toolSpec"] = spec };
    }

    // The API wants user and assistant in turn.
    static JsonArray Turns(ChatTurns chat)
    {
        JsonArray turns = [];
        foreach (ChatTurn turn in chat.Turns)
        {
            string role = turn.Role == "assistant" ? "assistant" : "user";
            if (turns.Count > 0 && turns[^1]!["role"]!.GetValue<string>() == role)
            {
                foreach (ChatPart part in turn.Parts)
                {
                    turns[^1]!["content"]!.AsArray().Add(Part(part));
                }
            }
            else
            {
                turns.Add((JsonNode)new JsonObject { ["role"] = role, ["content"] = new JsonArray([.. turn.Parts.Select(Part)]) });
            }
        }

        return turns;
    }

    static JsonNode? Part(ChatPart part) => part switch
    {
        TextPart text => new JsonObject { ["text"] = text.Text },
        ImagePart { Data: { } data } image => new JsonObject { ["image"] = new JsonObject { ["format"] = image.MediaType?.Split('/')[^1], ["source"] = new JsonObject { ["bytes"] = data } } },
        ImagePart => throw Fault.Of(DiagnosticCodes.NotSupportedYet, "Bedrock takes an image as data, not by its address; write it as data:image/png;base64,…."),
        CallPart call => new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = call.Id, ["name"] = call.Name, ["input"] = call.Arguments.Node() } },
        ResultPart result => new JsonObject { ["toolResult"] = new JsonObject { ["toolUseId"] = result.Id, ["content"] = new JsonArray(new JsonObject { ["text"] = result.Text }) } },
        OwnPart own when own.Written.Text("type") is null => own.Written.Node(),
        OwnPart own => throw own.NotFor("Bedrock"),
        _ => throw new InvalidOperationException(),
    };

    static bool IsHeldByTool(ModelRequest request) =>
        request.Tools is null && !request.Parameters.ContainsKey("thinking") && AnswerSchema.Take(request, new(request.Parameters)) is { Schema: { ValueKind: JsonValueKind.Object } };
}
