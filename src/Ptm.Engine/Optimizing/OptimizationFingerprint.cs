using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Optimizing;

/// <summary>What tells an optimization that is asked for again from another.</summary>
internal static class OptimizationFingerprint
{
    /// <summary>Of the prompt's content and every setting.</summary>
    public static string Of(PromptDefinition prompt, OptimizationSettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PromptHash.Of(prompt) + JsonSerializer.Serialize(settings, JournalJson.Default.OptimizationSettings))));

    /// <summary>Of all that says what is asked and in which order; what only says when the search ends, and who sees it, is left out.</summary>
    public static string OfAnswers(PromptDefinition prompt, OptimizationSettings settings) =>
        Of(prompt, settings with { MaxCostUsd = 0, MaxCycles = 0, TargetScore = 0, EnforceTargetScore = false, Patience = 0, Visibility = default });
}
