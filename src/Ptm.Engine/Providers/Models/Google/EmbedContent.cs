using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.Google;

/// <summary>Gemini's embeddings in AI Studio.</summary>
internal sealed class EmbedContent : WireFormat
{
    public override string AnswerName => "embedding";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        JsonObject body = new() { ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = Input.TextOf(request) }) } };
        new RequestParameters(request.Parameters).PutLeft(body);
        return new($"models/{target.Model}:embedContent", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request) =>
        answer.Member("embedding", "values") is { } values ? Numbers.Reply(values) : throw OpenAiUsage.Error(answer) ?? new AnswerException("");
}

/// <summary>Embeddings in Vertex.</summary>
internal sealed class VertexEmbeddings : WireFormat
{
    public override string AnswerName => "embedding";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonObject instance = new() { ["content"] = Input.TextOf(request) };
        parameters.Move(instance, "task_type", "task_type", "taskType");
        JsonObject body = new() { ["instances"] = new JsonArray(instance) };
        JsonObject left = [];
        parameters.PutLeft(left);
        if (left.Count > 0)
        {
            body["parameters"] = left;
        }

        return new($"models/{target.Model}:predict", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Items("predictions") is not [{ } first, ..])
        {
            throw OpenAiUsage.Error(answer) ?? new AnswerException("");
        }

        ModelReply reply = Numbers.Reply(first.Member("embeddings", "values"));
        return first.Number("embeddings", "statistics", "token_count") is { } tokens ? reply with { Tokens = new((long)tokens, 0) } : reply;
    }
}
