using System.Collections.Frozen;

namespace Ptm.Engine.Providers;

/// <summary>What the words mean by which models say why they ended. Those of APIs that have words of their own are put into the common ones before.</summary>
internal static class FinishReasons
{
    // The common ones, and what servers that are compatible with OpenAI say in their place.
    static readonly FrozenSet<string> s_whole = new[] { "stop", "tool_calls", "function_call", "eos", "eos_token", "end_turn", "stop_sequence" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> s_cut = new[] { "length", "max_tokens", "content_filter", "refusal", "safety" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the model came to its end by itself. Where nobody says why it ended, nothing speaks against it.</summary>
    public static bool IsWhole(string? reason) => string.IsNullOrEmpty(reason) || s_whole.Contains(reason);

    /// <summary>Whether it was cut off or held back.</summary>
    public static bool IsCut(string? reason) => reason is not null && s_cut.Contains(reason);
}
