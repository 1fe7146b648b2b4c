using System.Text.Json;

namespace Ptm.Engine.Providers.Models.OpenAi;

/// <summary>Waits for the event of a streamed response that holds it whole.</summary>
internal sealed class ResponseFold : StreamFold
{
    JsonElement _response;

    public override void Add(JsonElement piece)
    {
        switch (piece.Text("type"))
        {
            case "response.completed" or "response.incomplete" or "response.failed" when piece.Member("response") is { } response:
                (_response, IsWhole) = (response, true);
                break;
            case "error":
                throw new AnswerException("with an error");
        }
    }

    public override JsonElement Whole() => _response;
}
