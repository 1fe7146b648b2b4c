using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers.Models.OpenAi;

namespace Ptm.Engine.Providers.Models.Google;

/// <summary>Puts the chunks of streamed content together.</summary>
internal sealed class GenerateContentFold : StreamFold
{
    readonly JsonArray _parts = [];
    readonly JsonArray _chosen = [];
    readonly JsonArray _others = [];
    string? _finishReason;
    JsonElement _last;

    public override void Add(JsonElement piece)
    {
        if (piece.Member("error") is not null)
        {
            throw OpenAiUsage.Error(piece)!;
        }

        _last = piece;
        if (piece.Items("candidates") is not [{ } candidate, ..])
        {
            IsWhole |= piece.Member("promptFeedback", "blockReason") is not null;
            return;
        }

        foreach (JsonElement part in candidate.Items("content", "parts"))
        {
            _parts.Add(part.Node());
        }

        Append(_chosen, candidate.Items("logprobsResult", "chosenCandidates"));
        Append(_others, candidate.Items("logprobsResult", "topCandidates"));
        if (candidate.Text("finishReason") is { } reason)
        {
            (_finishReason, IsWhole) = (reason, true);
        }
    }

    public override JsonElement Whole()
    {
        JsonObject answer = _last.Node() as JsonObject ?? [];
        if (_finishReason is not null)
        {
            JsonObject candidate = new() { ["content"] = new JsonObject { ["role"] = "model", ["parts"] = _parts }, ["finishReason"] = _finishReason };
            if (_chosen.Count > 0)
            {
                candidate["logprobsResult"] = new JsonObject { ["chosenCandidates"] = _chosen, ["topCandidates"] = _others };
            }

            answer["candidates"] = new JsonArray(candidate);
        }

        return answer.Read();
    }

    static void Append(JsonArray to, IReadOnlyList<JsonElement> items)
    {
        foreach (JsonElement item in items)
        {
            to.Add(item.Node());
        }
    }
}
