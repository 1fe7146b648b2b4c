using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>OpenAI's embeddings: the numbers of one text.</summary>
internal sealed class Embeddings : WireFormat
{
    public override string AnswerName => "embedding";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        RequestParameters parameters = new(request.Parameters);
        JsonElement? passthrough = parameters.Take("passthrough");
        JsonObject body = new() { ["model"] = target.Model, ["input"] = Input.TextOf(request) };
        parameters.PutLeft(body);
        RequestParameters.PutMembers(body, passthrough);
        return new("embeddings", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request) =>
        answer.Items("data") is [{ } first, ..]
            ? Numbers.Reply(first.Member("embedding")) with { Tokens = OpenAiUsage.TokensRead(answer.Member("usage") ?? default), Model = answer.Text("model") }
            : throw OpenAiUsage.Error(answer) ?? new AnswerException("");
}

/// <summary>The one text that an embedding, a classifier and a moderation look at.</summary>
internal static class Input
{
    public static string TextOf(ModelRequest request) =>
        request.Conversation.Text ?? CompactJson.Of(request.Conversation.Messages);
}

/// <summary>The numbers of an embedding.</summary>
internal static class Numbers
{
    /// <exception cref="AnswerException">They are no list of numbers.</exception>
    public static ModelReply Reply(JsonElement? numbers) =>
        numbers is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
            ? new ModelReply { Text = CompactJson.Of(list), Json = list }
            : throw new AnswerException("");
}
