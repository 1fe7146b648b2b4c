using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.Ollama;

/// <summary>Ollama's completion of a text: the prompt as it is, also where it is a list of messages.</summary>
internal sealed class OllamaGenerate : WireFormat
{
    public override string AnswerName => "completion";

    public override Func<StreamFold> Fold => static () => new OllamaFold();

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        JsonObject body = new() { ["model"] = target.Model, ["prompt"] = Input.TextOf(request) };
        OllamaOptions.Put(body, request, new(request.Parameters), target.IsStreamed);
        return new("api/generate", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request)
    {
        OllamaOptions.RefuseUnfinished(answer, "response");
        return OllamaOptions.Reply(answer, answer.Text("response"), [], answer.Text("thinking"));
    }
}

/// <summary>Ollama's embeddings: the numbers of one text.</summary>
internal sealed class OllamaEmbed : WireFormat
{
    public override string AnswerName => "embedding";

    public override WireRequest Write(ModelRequest request, WireTarget target)
    {
        // A text that is too long is an error, and not silently cut: its numbers would mean another text.
        JsonObject body = new() { ["model"] = target.Model, ["input"] = Input.TextOf(request), ["truncate"] = false };
        OllamaOptions.Put(body, request, new(request.Parameters), isStreamed: false);
        body.Remove("stream");
        return new("api/embed", JsonBody.Write(body));
    }

    public override ModelReply Read(JsonElement answer, ModelRequest request) => answer.Items("embeddings") is [{ } first, ..]
        ? Numbers.Reply(first) with { Model = answer.Text("model"), Tokens = answer.Whole("prompt_eval_count") is { } tokens ? new(tokens, 0) : null }
        : throw new AnswerException(answer.Member("error") is null ? "" : "with an error");
}
