using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ptm.Engine.Providers.Models.Chat;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>OpenAI's chat completions, and every service that is compatible with them. Messages and parameters travel as they were written.</summary>
internal sealed partial class ChatCompletions : WireFormat
{
    public override string AnswerName => "chat completion";

    public override Func<StreamFold> Fold => static () => new ChatCompletionFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonObject body = new()
        {
            ["model"] = target.Model,
            ["messages"] = request.Conversation.Messages.Node(),
        };
        JsonElement? passthrough = parameters.Take("passthrough");
        bool isReasoning = IsReasoning(target);
        if (isReasoning)
        {
            parameters.LeaveOut("logprobs", "top_logprobs");
            // Where the model was told how long it may think, this is the name that it understands.
            parameters.Move(body, "max_completion_tokens", "max_completion_tokens", "max_tokens");
            if (!parameters.Has("reasoning_effort") && parameters.Take("reasoning")?.Member("effort") is { } effort)
            {
                body["reasoning_effort"] = effort.Node();
            }
        }

        if (target.Kind.Api == ModelApi.HuggingFace)
        {
            parameters.Move(body, "max_tokens", "max_tokens", "max_new_tokens");
        }

        if (request.ResponseFormat is not null)
        {
            parameters.Take("response_format");
            body["response_format"] = Format(AnswerSchema.OfCaller(request)!, target.Kind);
        }

        parameters.PutLeft(body);
        if (Tools(request.Tools) is { } tools)
        {
            body["tools"] = tools;
        }

        if (request.TopLogProbs > 0 && target.Kind.TellsLogProbs && !isReasoning)
        {
            body["logprobs"] = true;
            body["top_logprobs"] = request.TopLogProbs;
        }

        RequestParameters.PutMembers(body, passthrough);
        if (target.IsStreamed)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return new(target.Kind.Api == ModelApi.HuggingFace ? "v1/chat/completions" : "chat/completions", JsonBody.Write(body)) { LeftOut = parameters.LeftOut };
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Items("choices") is not [{ ValueKind: JsonValueKind.Object } choice, ..] || choice.Member("message") is not { ValueKind: JsonValueKind.Object } message)
        {
            throw OpenAiUsage.Error(answer) ?? new AnswerException("");
        }

        string? reason = choice.Text("finish_reason");
        if (reason is "error" or "abort" || choice.Member("error") is not null)
        {
            throw new AnswerException("with an error") { Status = (int?)choice.Whole("error", "code") };
        }

        // DeepSeek's word for an answer that it broke off.
        if (reason == "insufficient_system_resource")
        {
            throw new AnswerException("broken off for want of resources") { Status = 503 };
        }

        JsonElement usage = answer.Member("usage") ?? default;
        string? content = TextOf(message.Member("content"));
        List<ToolCall> calls = [.. message.Items("tool_calls").Select(call => Call(call.Member("function") ?? call, call.Text("id")))];
        if (calls.Count == 0 && message.Member("function_call") is { } call)
        {
            calls.Add(Call(call, null));
        }

        return new ModelReply
        {
            // A refusal comes beside the text; to the reader, and to every check, it is what the model said.
            Text = content is { Length: > 0 } ? content : message.Text("refusal") ?? content ?? "",
            Refusal = content is { Length: > 0 } && message.Text("refusal") is { Length: > 0 } refusal ? refusal : null,
            ToolCalls = calls,
            Tokens = OpenAiUsage.Tokens(usage),
            FinishReason = reason switch
            {
                "function_call" => "tool_calls",
                "model_length" => "length",
                _ => reason,
            },
            RawFinishReason = reason,
            Model = answer.Text("model"),
            LogProbs = [.. choice.Items("logprobs", "content").Select(OpenAiUsage.LogProb)],
            Reasoning = message.Text("reasoning_content") ?? message.Text("reasoning"),
            CostUsd = usage.Money("cost") ?? usage.Money("cost", "total_cost"),
        }.OrNothingSaid(content is not null);
    }

    /// <summary>Whether a model of OpenAI's thinks before it answers, and so takes max_completion_tokens alone, and tells no probabilities.</summary>
    public static bool IsReasoning(WireTarget target) => target.Kind.Name is "openai" or "azure" && Reasoning().IsMatch(target.Model);

    public static JsonObject Format(AnswerSchema schema, ModelKind kind) => schema.Schema is not { } wanted || !kind.HoldsToSchema
        ? new() { ["type"] = "json_object" }
        : new()
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = schema.Name, ["schema"] = wanted.Node(), ["strict"] = schema.IsStrict },
        };

    /// <summary>A tool call's arguments, which the model wrote as text: JSON, or whatever else it is, which the checks on tool calls have to see.</summary>
    public static JsonElement Arguments(string written)
    {
        try
        {
            return UnicodeJson.Parse(written.Length == 0 ? "{}" : written);
        }
        catch (JsonException)
        {
            return JsonValue.Create(written).Read();
        }
    }

    static ToolCall Call(JsonElement function, string? id) => new(
        function.Text("name") ?? "",
        function.Member("arguments") is { ValueKind: JsonValueKind.Object } already ? already : Arguments(function.Text("arguments") ?? ""),
        id is { Length: > 0 } ? id : null);

    static string? TextOf(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Where(part => part.Text("type") is "text" or null).Select(part => part.Text("text"))),
        _ => null,
    };

    static JsonNode? Tools(JsonElement? tools)
    {
        if (tools is not { } given || OfferedTool.Of(given) is not [_, ..] offered || !offered.Any(tool => tool.Name is not null && tool.Raw.Member("function") is null))
        {
            return tools?.Node();
        }

        return new JsonArray([.. offered.Select(tool => tool.Name is null || tool.Raw.Member("function") is not null ? tool.Raw.Node() : Function(tool))]);
    }

    static JsonObject Function(OfferedTool tool)
    {
        JsonObject function = new() { ["name"] = tool.Name };
        if (tool.Description is not null)
        {
            function["description"] = tool.Description;
        }

        function["parameters"] = tool.SchemaOrNone.Node();
        return new() { ["type"] = "function", ["function"] = function };
    }

    [GeneratedRegex(@"^(o\d|gpt-5)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reasoning();
}
