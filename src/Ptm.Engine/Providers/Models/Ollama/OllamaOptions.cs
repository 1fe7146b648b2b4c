using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.Ollama;

/// <summary>What all of Ollama's requests and answers share.</summary>
internal static class OllamaOptions
{
    // What stands beside the options; all other parameters stand in them.
    static readonly string[] s_top = ["format", "keep_alive", "think", "logprobs", "top_logprobs", "template", "raw", "suffix", "images", "system", "truncate", "dimensions"];

    public static void Put(JsonObject body, ModelRequest request, RequestParameters parameters, bool isStreamed)
    {
        JsonElement? passthrough = parameters.Take("passthrough");
        body["stream"] = isStreamed;
        foreach (string name in s_top)
        {
            parameters.Move(body, name, name);
        }

        if (parameters.Take("reasoning_effort") is { } effort && !body.ContainsKey("think"))
        {
            body["think"] = effort.ValueKind == JsonValueKind.String && effort.ValueEquals("none") ? false : effort.Node();
        }

        if (AnswerSchema.Take(request, parameters) is { } schema)
        {
            body["format"] = schema.Schema is { } wanted ? wanted.Node() : "json";
        }

        JsonObject options = parameters.Take("options")?.Node() as JsonObject ?? [];
        parameters.Move(options, "num_predict", "num_predict", "max_tokens", "max_completion_tokens");
        if (request.TopLogProbs > 0)
        {
            body["logprobs"] = true;
            body["top_logprobs"] = request.TopLogProbs;
        }

        parameters.PutLeft(options);
        if (options.Count > 0)
        {
            body["options"] = options;
        }

        RequestParameters.PutMembers(body, passthrough);
    }

    /// <summary>An answer's figures and its end.</summary>
    public static ModelReply Reply(JsonElement answer, string? text, IReadOnlyList<ToolCall> calls, string? thinking)
    {
        string? reason = answer.Text("done_reason");
        return new ModelReply
        {
            Text = text ?? "",
            ToolCalls = calls,
            Tokens = answer.Whole("eval_count") is { } written ? new(answer.Whole("prompt_eval_count") ?? 0, written) : null,
            FinishReason = reason == "stop" && calls.Count > 0 ? "tool_calls" : reason,
            RawFinishReason = reason,
            Model = answer.Text("model"),
            LogProbs = [.. answer.Items("logprobs").Select(OpenAiUsage.LogProb)],
            Reasoning = thinking is { Length: > 0 } ? thinking : null,
        }.OrNothingSaid(text is not null);
    }

    /// <exception cref="AnswerException">It is an error, or not the end of an answer.</exception>
    public static void RefuseUnfinished(JsonElement answer, string member)
    {
        if (answer.Member("error") is not null)
        {
            throw new AnswerException("with an error");
        }

        if (answer.Member(member) is null || answer.Member("done") is not { ValueKind: JsonValueKind.True })
        {
            throw new AnswerException("");
        }
    }
}
