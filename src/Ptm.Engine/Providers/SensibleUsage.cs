namespace Ptm.Engine.Providers;

/// <summary>What a provider tells of tokens, unless it cannot be: such figures are not known, and neither is their cost.</summary>
internal static class SensibleUsage
{
    const long Most = 1_000_000_000_000;

    /// <param name="told">The tokens as they were told.</param>
    /// <param name="cacheWrite">Of those read, the ones that were written to the provider's cache.</param>
    public static TokenUsage? Of(TokenUsage? told, long cacheWrite = 0) =>
        told is { Prompt: >= 0 and <= Most, Completion: >= 0 and <= Most, CachedPrompt: >= 0 and <= Most, Reasoning: >= 0 }
        && cacheWrite is >= 0 and <= Most && told.CachedPrompt + cacheWrite <= told.Prompt
            ? told
            : null;
}
