using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Providers.Models.Anthropic;

/// <summary>Puts the events of a streamed message together.</summary>
internal sealed class MessageFold : StreamFold
{
    readonly SortedDictionary<long, Block> _blocks = [];
    JsonObject _message = [];

    public override void Add(JsonElement piece)
    {
        switch (piece.Text("type"))
        {
            case "message_start" when piece.Member("message")?.Node() is JsonObject message:
                _message = message;
                break;
            case "content_block_start" when piece.Member("content_block") is { } block:
                _blocks[piece.Whole("index") ?? _blocks.Count] = new(block);
                break;
            case "content_block_delta" when piece.Member("delta") is { } delta && _blocks.TryGetValue(piece.Whole("index") ?? 0, out Block? block):
                block.Add(delta);
                break;
            case "message_delta":
                RequestParameters.PutMembers(_message, piece.Member("delta"));
                if (piece.Member("usage") is { } usage)
                {
                    JsonObject known = _message["usage"] as JsonObject ?? [];
                    RequestParameters.PutMembers(known, usage);
                    _message["usage"] = known;
                }

                break;
            case "message_stop":
                IsWhole = true;
                break;
            case "error":
                throw new AnswerException("with an error") { Status = piece.Text("error", "type") == "overloaded_error" ? 529 : null };
        }
    }

    public override JsonElement Whole()
    {
        _message["content"] = new JsonArray([.. _blocks.Values.Select(block => block.Whole())]);
        return _message.Read();
    }

    sealed class Block(JsonElement start)
    {
        readonly StringBuilder _text = new(start.Text("text"));
        readonly StringBuilder _thinking = new(start.Text("thinking"));
        readonly StringBuilder _input = new();

        public void Add(JsonElement delta)
        {
            _text.Append(delta.Text("text"));
            _thinking.Append(delta.Text("thinking"));
            _input.Append(delta.Text("partial_json"));
        }

        public JsonObject Whole()
        {
            JsonObject block = start.Node() as JsonObject ?? [];
            switch (start.Text("type"))
            {
                case "text":
                    block["text"] = _text.ToString();
                    break;
                case "thinking":
                    block["thinking"] = _thinking.ToString();
                    break;
                case "tool_use" when _input.Length > 0:
                    block["input"] = OpenAi.ChatCompletions.Arguments(_input.ToString()).Node();
                    break;
            }

            return block;
        }
    }
}
