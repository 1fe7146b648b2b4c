using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>Puts the chunks of a streamed chat completion together. It is whole when [DONE] came, or the tokens, which are in the last chunk or behind it.</summary>
internal sealed class ChatCompletionFold : StreamFold
{
    readonly StringBuilder _content = new();
    readonly StringBuilder _refusal = new();
    readonly StringBuilder _reasoning = new();
    readonly SortedDictionary<long, Call> _calls = [];
    readonly List<JsonElement> _logProbs = [];
    string? _model;
    string? _finishReason;
    JsonElement? _usage;
    bool _hasContent;

    public override void Add(JsonElement piece)
    {
        if (piece.Member("error") is not null)
        {
            throw OpenAiUsage.Error(piece)!;
        }

        _model ??= piece.Text("model");
        JsonElement? usage = piece.Member("usage");
        _usage = usage ?? _usage;
        IsWhole |= _finishReason is not null && usage is not null;
        if (piece.Items("choices") is not [{ } choice, ..])
        {
            return;
        }

        if (choice.Member("delta") is { } delta)
        {
            _hasContent |= delta.Member("content") is not null;
            _content.Append(delta.Text("content"));
            _refusal.Append(delta.Text("refusal"));
            _reasoning.Append(delta.Text("reasoning_content") ?? delta.Text("reasoning"));
            foreach (JsonElement call in delta.Items("tool_calls"))
            {
                AddCall(call);
            }
        }

        _logProbs.AddRange(choice.Items("logprobs", "content"));
        if (choice.Text("finish_reason") is { } reason)
        {
            (_finishReason, IsWhole) = (reason, IsWhole || usage is not null);
        }
    }

    public override void End() => IsWhole = _finishReason is not null;

    public override JsonElement Whole()
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = _hasContent ? _content.ToString() : null };
        if (_refusal.Length > 0)
        {
            message["refusal"] = _refusal.ToString();
        }

        if (_reasoning.Length > 0)
        {
            message["reasoning_content"] = _reasoning.ToString();
        }

        if (_calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. _calls.Values.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.ToString() },
            })]);
        }

        JsonObject choice = new() { ["index"] = 0, ["finish_reason"] = _finishReason, ["message"] = message };
        if (_logProbs.Count > 0)
        {
            choice["logprobs"] = new JsonObject { ["content"] = new JsonArray([.. _logProbs.Select(token => token.Node())]) };
        }

        return new JsonObject { ["model"] = _model, ["choices"] = new JsonArray(choice), ["usage"] = _usage?.Node() }.Read();
    }

    void AddCall(JsonElement piece)
    {
        long index = piece.Whole("index") ?? _calls.Count;
        if (!_calls.TryGetValue(index, out Call? call))
        {
            _calls[index] = call = new();
        }

        call.Id ??= piece.Text("id");
        call.Name ??= piece.Text("function", "name");
        call.Arguments.Append(piece.Text("function", "arguments"));
    }

    sealed class Call
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
