using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>
/// Parameters that would make a call dearer than what is set aside for it, wherever they stand: a request is merged of maps within maps,
/// and what comes last wins.
/// </summary>
internal static class BoundParameters
{
    // Each would be an answer that is paid for.
    static readonly HashSet<string> s_counts = ["n", "best_of", "num_return_sequences", "candidateCount", "candidate_count", "num_completions", "numResults", "num_results", "num_generations"];

    static readonly HashSet<string> s_models = ["model", "models", "modelId", "model_id"];

    static readonly HashSet<string> s_tiers = ["service_tier", "serviceTier"];

    static readonly string[] s_usualTiers = ["default", "standard", "standard_only"];

    // What is read besides the request, of a length that nobody knows.
    static readonly HashSet<string> s_unseen = ["previous_response_id", "cachedContent", "cached_content"];

    // What holds the limit of the answer in some API: anything but a map would take the limit away.
    static readonly HashSet<string> s_maps = ["options", "generationConfig", "generation_config", "inferenceConfig", "inference_config"];

    // Schemas and labels, where these names mean something else.
    static readonly HashSet<string> s_data =
    [
        "tools", "functions", "response_format", "format", "json_schema", "schema", "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema",
        "input_schema", "metadata", "labels", "logit_bias",
    ];

    /// <summary>Why a call with these parameters has no bound; null where it has one.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="model">The model whose prices are known.</param>
    public static string? ProblemOf(IEnumerable<KeyValuePair<string, JsonElement>> parameters, string model) => ProblemIn(parameters, "", model);

    static string? ProblemIn(IEnumerable<KeyValuePair<string, JsonElement>> parameters, string path, string model) =>
        parameters.Where(parameter => !s_data.Contains(parameter.Key)).Select(parameter => ProblemOf(parameter.Key, parameter.Value, path, model)).FirstOrDefault(problem => problem is not null);

    static string? ProblemOf(string name, JsonElement value, string path, string model)
    {
        string whole = path + name;
        return LongestAnswer.IsName(name) && !LongestAnswer.IsLimit(value) ? $"the parameter '{whole}' is no limit of the answer; set a number above 0"
            : s_counts.Contains(name) && !IsOne(value) ? $"the parameter '{whole}' asks for more than one answer; take it out"
            : s_models.Contains(name) && !IsText(value, model) ? $"the parameter '{whole}' asks another model than the profile's, whose price is not known; set the profile's model"
            : s_tiers.Contains(name) && !(value.ValueKind == JsonValueKind.Null || s_usualTiers.Any(tier => IsText(value, tier))) ? $"the parameter '{whole}' changes the price to one that is not known; take it out"
            : s_unseen.Contains(name) && value.ValueKind != JsonValueKind.Null ? $"the parameter '{whole}' has the model read what is not in the request; take it out"
            : s_maps.Contains(name) && value.ValueKind != JsonValueKind.Object ? $"the parameter '{whole}' has to be a map"
            : value.ValueKind == JsonValueKind.Object ? ProblemIn(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)), whole + ".", model)
            : null;
    }

    static bool IsOne(JsonElement value) => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double count) && count == 1);

    static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
