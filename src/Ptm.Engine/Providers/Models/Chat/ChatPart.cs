using System.Text.Json;

namespace Ptm.Engine.Providers.Models.Chat;

/// <summary>A part of a message, whichever API's shape it was written in.</summary>
/// <param name="Raw">The part as written; null for one that was a plain text.</param>
internal abstract record ChatPart(JsonElement? Raw);

internal sealed record TextPart(string Text, JsonElement? Raw) : ChatPart(Raw);

/// <summary>An image, by its bytes in base64 or by its address.</summary>
internal sealed record ImagePart(string? MediaType, string? Data, string? Url, JsonElement? Raw) : ChatPart(Raw);

/// <summary>A tool call of the model.</summary>
internal sealed record CallPart(string Id, string Name, JsonElement Arguments, JsonElement? Raw) : ChatPart(Raw);

/// <summary>What a tool returned.</summary>
internal sealed record ResultPart(string Id, string Name, string Text, JsonElement? Raw) : ChatPart(Raw);

/// <summary>A part that one API alone knows.</summary>
internal sealed record OwnPart(JsonElement Written) : ChatPart(Written)
{
    /// <summary>Refuses the part for an API that is not the one it was written for.</summary>
    public PtmException NotFor(string api) => Fault.Of(
        DiagnosticCodes.NotSupportedYet,
        $"A part of a message has a shape that is not translated for {api}: {Grading.Quote.Cut(Written.GetRawText(), 100)}");
}
