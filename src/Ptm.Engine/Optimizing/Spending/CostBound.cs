using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;
using Ptm.Engine.Providers.Models.Prices;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>
/// What a call of a model can cost at most. A token of what it reads stands for at least one byte of it, in every tokenizer that works on bytes;
/// what it writes is as long as it may be; and the dearest of the prices counts.
/// </summary>
internal static class CostBound
{
    // What a chat template puts around a message, and what it puts around all of them.
    const int TokensOfMessage = 16;
    const int TokensOfRequest = 256;

    // More than any service counts for a picture that is not sent with the request.
    const int TokensOfPicture = 50_000;

    /// <exception cref="PtmException">The prices are not known, or the prompt or a parameter makes a call dearer than can be known before (PTM3004).</exception>
    public static decimal Of(string provider, ModelProvider model, ModelRequest request)
    {
        ModelPrices prices = PricesOf(provider, model);
        if (BoundParameters.ProblemOf(request.Parameters, model.Model) is { } problem)
        {
            throw Invalid($"What a call of provider '{provider}' costs has no bound: {problem}.");
        }

        decimal dearest = Math.Max(prices.InputUsdPer1M!.Value, Math.Max(prices.CacheWriteUsdPer1M ?? 0, prices.CachedInputUsdPer1M ?? 0));
        long read = TokensOfRequest + Bytes(request.Tools) + Bytes(request.ResponseFormat) + TokensOf(provider, request.Conversation) + request.Parameters.Sum(parameter => Bytes(parameter.Value));
        long written = !model.Writes ? 0 : LongestAnswerOf(model) ?? throw Invalid($"Provider '{provider}' has no longest answer, so that what a call costs has no bound. Set max_tokens in its parameters.");
        return ((read * dearest) + (written * prices.OutputUsdPer1M!.Value)) / 1_000_000m;
    }

    /// <exception cref="PtmException">They are not known (PTM3004).</exception>
    public static ModelPrices PricesOf(string provider, ModelProvider model) =>
        model.Prices is { InputUsdPer1M: not null } prices && (prices.OutputUsdPer1M is not null || !model.Writes)
            ? prices with { OutputUsdPer1M = prices.OutputUsdPer1M ?? 0 }
            : throw Invalid($"The price of provider '{provider}' ({model.Model}) is not known, so a limit of cost cannot be kept. Set input_usd_per_1m and output_usd_per_1m in its profile; 0 for a model of your own.");

    /// <summary>The tokens of a model's longest answer; null where nothing limits it.</summary>
    public static long? LongestAnswerOf(ModelProvider model) => LongestAnswer.Anywhere(model.Parameters) ?? (LongestAnswer.IsNamed(model.Parameters) ? null : model.OwnLongestAnswer);

    static long TokensOf(string provider, Conversation conversation)
    {
        long tokens = Bytes(conversation.Messages);
        foreach (JsonElement message in conversation.Messages.EnumerateArray())
        {
            tokens += TokensOfMessage;
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array)
            {
                tokens += content.EnumerateArray().Sum(part => TokensOfPart(provider, part));
            }
        }

        return tokens;
    }

    static long TokensOfPart(string provider, JsonElement part)
    {
        string type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out JsonElement written) && written.ValueKind == JsonValueKind.String ? written.GetString()! : "text";
        return type switch
        {
            "text" or "input_text" or "output_text" or "refusal" or "tool_use" or "tool_result" or "thinking" or "json" => 0,
            _ when type.Contains("image", StringComparison.Ordinal) => TokensOfPicture,
            _ => throw Invalid($"The prompt sends a part of the type '{Grading.Quote.Cut(type, 40)}' to provider '{provider}', whose cost has no bound that is known before. Take it out for the optimization."),
        };
    }

    static long Bytes(JsonElement? json) => json is { ValueKind: not JsonValueKind.Undefined } value ? Encoding.UTF8.GetByteCount(value.GetRawText()) : 0;

    static PtmException Invalid(string message) => Fault.Of(DiagnosticCodes.InvalidValue, message);
}
