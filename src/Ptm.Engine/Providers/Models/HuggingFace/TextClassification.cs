using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.HuggingFace;

/// <summary>Hugging Face's text classification: the score of each label.</summary>
internal sealed class TextClassification : WireFormat
{
    public override string AnswerName => "classification";

    public override WireRequest Write(ModelRequest request, WireTarget target) => InferenceTask.Write(request, target, "text-classification");

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        // One text has one list of labels, which some models put into a list of texts.
        JsonElement labels = answer is { ValueKind: JsonValueKind.Array } && answer.GetArrayLength() > 0 && answer[0].ValueKind == JsonValueKind.Array ? answer[0] : answer;
        if (labels.ValueKind != JsonValueKind.Array || labels.GetArrayLength() == 0 || !labels.EnumerateArray().All(label => label.Text("label") is not null && label.Number("score") is not null))
        {
            throw OpenAiUsage.Error(answer) ?? new AnswerException("");
        }

        JsonObject scores = [];
        foreach (JsonElement label in labels.EnumerateArray())
        {
            scores[label.Text("label")!] = label.Member("score")!.Value.Node();
        }

        JsonElement json = scores.Read();
        return new ModelReply { Text = CompactJson.Of(json), Json = json };
    }
}

/// <summary>Hugging Face's feature extraction: the numbers of one text.</summary>
internal sealed class FeatureExtraction : WireFormat
{
    public override string AnswerName => "embedding";

    public override WireRequest Write(ModelRequest request, WireTarget target) => InferenceTask.Write(request, target, "feature-extraction");

    public override ModelReply Read(JsonElement answer, ModelRequest request) =>
        answer.Member("error") is not null ? throw new AnswerException("with an error")
        : Numbers.Reply(answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.Array ? answer[0] : answer);
}

/// <summary>A request to Hugging Face's inference.</summary>
internal static class InferenceTask
{
    public static WireRequest Write(ModelRequest request, WireTarget target, string pipeline)
    {
        JsonObject body = new() { ["inputs"] = Input.TextOf(request) };
        JsonObject parameters = [];
        new RequestParameters(request.Parameters).PutLeft(parameters);
        if (parameters.Count > 0)
        {
            body["parameters"] = parameters;
        }

        return new($"hf-inference/models/{target.Model}/pipeline/{pipeline}", JsonBody.Write(body));
    }
}
