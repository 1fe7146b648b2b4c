using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.Chat;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>OpenAI's responses API.</summary>
internal sealed class Responses : WireFormat
{
    const string LogProbs = "message.output_text.logprobs";

    public override string AnswerName => "response";

    public override Func<StreamFold> Fold => static () => new ResponseFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonElement? passthrough = parameters.Take("passthrough");
        JsonObject body = new() { ["model"] = target.Model, ["input"] = new JsonArray([.. request.Conversation.Messages.EnumerateArray().SelectMany(Input)]) };
        parameters.LeaveOut("seed", "stop", "frequency_penalty", "presence_penalty", "logit_bias", "n");
        int? alternatives = Alternatives(request, parameters, ChatCompletions.IsReasoning(target));
        parameters.Move(body, "max_output_tokens", "max_output_tokens", "max_completion_tokens", "max_tokens");
        if (parameters.Take("reasoning_effort") is { } effort && !parameters.Has("reasoning"))
        {
            body["reasoning"] = new JsonObject { ["effort"] = effort.Node() };
        }

        JsonObject text = parameters.Take("text")?.Node() as JsonObject ?? [];
        parameters.Move(text, "verbosity", "verbosity");
        if (AnswerSchema.Take(request, parameters) is { } schema)
        {
            text["format"] = Format(schema);
        }

        if (text.Count > 0)
        {
            body["text"] = text;
        }

        parameters.PutLeft(body);
        if (request.Tools is { } tools)
        {
            body["tools"] = new JsonArray([.. OfferedTool.Of(tools).Select(Tool)]);
        }

        if (alternatives is { } wanted)
        {
            body["top_logprobs"] = wanted;
            JsonArray included = body["include"] as JsonArray ?? [];
            if (!included.Any(name => name?.GetValueKind() == JsonValueKind.String && name.GetValue<string>() == LogProbs))
            {
                included.Add(LogProbs);
            }

            body["include"] = included;
        }

        RequestParameters.PutMembers(body, passthrough);
        if (target.IsStreamed)
        {
            body["stream"] = true;
        }

        return new("responses", JsonBody.Write(body)) { LeftOut = parameters.LeftOut };
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        string? status = answer.Text("status");
        if (answer.Member("output") is not { ValueKind: JsonValueKind.Array } || status is "failed" or "cancelled" || answer.Member("error") is not null)
        {
            throw OpenAiUsage.Error(answer) ?? new AnswerException(status is null ? "" : $"with a response that is {status}");
        }

        List<JsonElement> contents = [.. answer.Items("output").Where(item => item.Text("type") == "message").SelectMany(item => item.Items("content"))];
        List<ToolCall> calls =
        [
            .. answer.Items("output").Where(item => item.Text("type") == "function_call")
                .Select(item => new ToolCall(item.Text("name") ?? "", ChatCompletions.Arguments(item.Text("arguments") ?? ""), item.Text("call_id"))),
        ];
        string? reason = status == "incomplete" ? answer.Text("incomplete_details", "reason") ?? status : status;
        string reasoning = string.Join("\n", answer.Items("output").Where(item => item.Text("type") == "reasoning").SelectMany(item => item.Items("summary")).Select(part => part.Text("text")));
        return new ModelReply
        {
            Text = string.Concat(contents.Select(part => part.Text("type") == "refusal" ? part.Text("refusal") : part.Text("text"))),
            ToolCalls = calls,
            Tokens = OpenAiUsage.Tokens(answer.Member("usage") ?? default),
            FinishReason = reason switch
            {
                "completed" => calls.Count > 0 ? "tool_calls" : "stop",
                "max_output_tokens" => "length",
                _ => reason,
            },
            RawFinishReason = reason,
            Model = answer.Text("model"),
            LogProbs = [.. contents.SelectMany(part => part.Items("logprobs")).Select(OpenAiUsage.LogProb)],
            Reasoning = reasoning.Length > 0 ? reasoning : null,
        }.OrNothingSaid(contents.Count > 0);
    }

    // Chat completions have a switch and a number for them, and this API a number and a part of the answer to ask for.
    static int? Alternatives(ModelRequest request, RequestParameters parameters, bool isReasoning)
    {
        if (isReasoning)
        {
            parameters.LeaveOut("logprobs", "top_logprobs");
            return null;
        }

        JsonElement? isWanted = parameters.Take("logprobs");
        int? written = parameters.Take("top_logprobs") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int most) ? most : null;
        return request.TopLogProbs > 0 ? request.TopLogProbs : written ?? (isWanted is { ValueKind: JsonValueKind.True } ? 0 : null);
    }

    static JsonObject Format(AnswerSchema schema) => schema.Schema is not { } wanted
        ? new() { ["type"] = "json_object" }
        : new() { ["type"] = "json_schema", ["name"] = schema.Name, ["schema"] = wanted.Node(), ["strict"] = schema.IsStrict };

    static JsonNode? Tool(OfferedTool tool)
    {
        if (tool.Name is null || (tool.Raw.Member("function") is null && tool.Raw.Text("type") == "function"))
        {
            return tool.Raw.Node();
        }

        JsonObject flat = new() { ["type"] = "function", ["name"] = tool.Name };
        if (tool.Description is not null)
        {
            flat["description"] = tool.Description;
        }

        flat["parameters"] = tool.SchemaOrNone.Node();
        if (tool.Raw.Member("function", "strict") is { } strict)
        {
            flat["strict"] = strict.Node();
        }

        return flat;
    }

    // A chat message is an item of the input as it stands, save for its parts, its calls and what tools returned.
    static IEnumerable<JsonNode?> Input(JsonElement message)
    {
        if (message.Text("role") is "tool" or "function")
        {
            yield return new JsonObject { ["type"] = "function_call_output", ["call_id"] = message.Text("tool_call_id") ?? message.Text("name"), ["output"] = message.Text("content") ?? "" };
            yield break;
        }

        if (message.Member("content") is { } content)
        {
            yield return content.ValueKind == JsonValueKind.Array
                ? new JsonObject { ["role"] = message.Text("role"), ["content"] = new JsonArray([.. content.EnumerateArray().Select(part => Part(part, message.Text("role") == "assistant"))]) }
                : message.Member("tool_calls") is null ? message.Node() : new JsonObject { ["role"] = message.Text("role"), ["content"] = content.Node() };
        }

        foreach (JsonElement call in message.Items("tool_calls"))
        {
            yield return new JsonObject
            {
                ["type"] = "function_call", ["call_id"] = call.Text("id"), ["name"] = call.Text("function", "name"), ["arguments"] = call.Text("function", "arguments") ?? "{}",
            };
        }
    }

    static JsonNode? Part(JsonElement part, bool isAnswer)
    {
        switch (part.Text("type"))
        {
            case "text":
                return new JsonObject { ["type"] = isAnswer ? "output_text" : "input_text", ["text"] = part.Text("text") };
            case "image_url":
                JsonObject image = new() { ["type"] = "input_image", ["image_url"] = part.Text("image_url", "url") ?? part.Text("image_url") };
                if (part.Text("image_url", "detail") is { } detail)
                {
                    image["detail"] = detail;
                }

                return image;
            default:
                return part.Node();
        }
    }
}
