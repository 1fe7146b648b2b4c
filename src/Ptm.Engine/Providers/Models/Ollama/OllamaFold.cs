using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models.Ollama;

/// <summary>Puts the lines of a streamed answer together.</summary>
internal sealed class OllamaFold : StreamFold
{
    readonly StringBuilder _text = new();
    readonly StringBuilder _thinking = new();
    readonly JsonArray _calls = [];
    readonly JsonArray _logProbs = [];
    bool _isChat;
    JsonElement _last;

    public override void Add(JsonElement piece)
    {
        if (piece.Member("error") is not null)
        {
            throw new AnswerException("with an error");
        }

        _last = piece;
        _isChat |= piece.Member("message") is not null;
        _text.Append(piece.Text("message", "content") ?? piece.Text("response"));
        _thinking.Append(piece.Text("message", "thinking") ?? piece.Text("thinking"));
        foreach (JsonElement call in piece.Items("message", "tool_calls"))
        {
            _calls.Add(call.Node());
        }

        foreach (JsonElement token in piece.Items("logprobs"))
        {
            _logProbs.Add(token.Node());
        }

        IsWhole |= piece.Member("done") is { ValueKind: JsonValueKind.True };
    }

    public override JsonElement Whole()
    {
        JsonObject answer = _last.Node() as JsonObject ?? [];
        if (_logProbs.Count > 0)
        {
            answer["logprobs"] = _logProbs;
        }

        if (!_isChat)
        {
            answer["response"] = _text.ToString();
            answer["thinking"] = _thinking.ToString();
            return answer.Read();
        }

        JsonObject message = new() { ["role"] = "assistant", ["content"] = _text.ToString(), ["thinking"] = _thinking.ToString() };
        if (_calls.Count > 0)
        {
            message["tool_calls"] = _calls;
        }

        answer["message"] = message;
        return answer.Read();
    }
}
