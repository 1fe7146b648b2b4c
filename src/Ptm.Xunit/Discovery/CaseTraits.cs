namespace Ptm.Xunit.Discovery;

/// <summary>What a case can be filtered by: prompt, provider, team, tags, metrics and a short name, beside the method's own traits.</summary>
internal static class CaseTraits
{
    const int MaxLength = 400;

    public static Dictionary<string, HashSet<string>> Of(PlannedCase planned, string slug, IReadOnlyDictionary<string, IReadOnlyCollection<string>> methodTraits)
    {
        Dictionary<string, HashSet<string>> traits = Copy(methodTraits);
        Add(traits, planned.Prompt);
        Add(traits, "provider", planned.Provider);
        foreach (string tag in planned.Case.Tags)
        {
            Add(traits, "tag", tag);
        }

        Add(traits, "slug", slug);
        foreach (MetricDefinition metric in planned.Prompt.AdditionalMetrics)
        {
            Add(traits, "metric", metric.Name);
        }

        AddMetrics(traits, planned.Case.Assertions);
        return traits;
    }

    /// <summary>A gate is found with the prompts that it is about.</summary>
    public static Dictionary<string, HashSet<string>> OfGate(IEnumerable<PlannedCase> plan, IReadOnlyDictionary<string, IReadOnlyCollection<string>> methodTraits)
    {
        Dictionary<string, HashSet<string>> traits = Copy(methodTraits);
        foreach (PromptDefinition prompt in plan.Select(planned => planned.Prompt).Distinct<PromptDefinition>(ReferenceEqualityComparer.Instance))
        {
            Add(traits, prompt);
        }

        return traits;
    }

    static Dictionary<string, HashSet<string>> Copy(IReadOnlyDictionary<string, IReadOnlyCollection<string>> methodTraits)
    {
        Dictionary<string, HashSet<string>> traits = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IReadOnlyCollection<string> values) in methodTraits)
        {
            traits[name] = [.. values];
        }

        return traits;
    }

    static void Add(Dictionary<string, HashSet<string>> traits, PromptDefinition prompt)
    {
        Add(traits, "prompt", prompt.Id);
        Add(traits, "team", prompt.Team);
        foreach (string tag in prompt.Tags)
        {
            Add(traits, "tag", tag);
        }
    }

    static void AddMetrics(Dictionary<string, HashSet<string>> traits, IReadOnlyList<Assertion> assertions)
    {
        foreach (Assertion assertion in assertions)
        {
            // What a template makes of it is known when the case runs.
            if (assertion.Metric is { } metric && !metric.Contains("{{", StringComparison.Ordinal) && !metric.Contains("{%", StringComparison.Ordinal))
            {
                Add(traits, "metric", metric);
            }

            AddMetrics(traits, assertion.Assertions);
        }
    }

    static void Add(Dictionary<string, HashSet<string>> traits, string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        if (!traits.TryGetValue(name, out HashSet<string>? values))
        {
            traits[name] = values = [];
        }

        values.Add(CaseName.OneLine(value, MaxLength));
    }
}
