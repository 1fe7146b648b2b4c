using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>OpenAI's moderation: what a text is flagged for.</summary>
internal sealed class Moderations : WireFormat
{
    public override string AnswerName => "moderation";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        JsonObject body = new() { ["model"] = target.Model, ["input"] = Input.TextOf(request) };
        new RequestParameters(request.Parameters).PutLeft(body);
        return new("moderations", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        if (answer.Items("results") is not [{ } result, ..] || result.Member("categories") is not { ValueKind: JsonValueKind.Object } categories)
        {
            throw OpenAiUsage.Error(answer) ?? new AnswerException("");
        }

        JsonArray flags = new([.. categories.EnumerateObject().Where(category => category.Value.ValueKind == JsonValueKind.True).Select(category => Flag(category.Name, result))]);
        if (flags.Count == 0 && result.Member("flagged") is { ValueKind: JsonValueKind.True })
        {
            flags.Add(Flag("flagged", result));
        }

        // What the service looks for at all, so that a name that it does not have is found.
        JsonArray known = new([.. categories.EnumerateObject().Select(category => JsonValue.Create(category.Name))]);
        JsonElement json = new JsonObject { ["flags"] = flags, ["categories"] = known }.Read();
        return new ModelReply { Text = CompactJson.Of(json), Json = json, Model = answer.Text("model") };
    }

    static JsonObject Flag(string code, JsonElement result)
    {
        JsonObject flag = new() { ["code"] = code, ["description"] = code };
        if (result.Member("category_scores", code) is { ValueKind: JsonValueKind.Number } score)
        {
            flag["confidence"] = score.Node();
        }

        return flag;
    }
}
