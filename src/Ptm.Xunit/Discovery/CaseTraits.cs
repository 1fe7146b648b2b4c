namespace Ptm.Xunit.Discovery;

/// <summary>What a case can be filtered by: prompt, provider, tags and team, beside the method's own traits.</summary>
internal static class CaseTraits
{
    const int MaxLength = 400;

    public static Dictionary<string, HashSet<string>> Of(PlannedCase planned, IReadOnlyDictionary<string, IReadOnlyCollection<string>> methodTraits)
    {
        Dictionary<string, HashSet<string>> traits = Copy(methodTraits);
        Add(traits, planned.Prompt);
        Add(traits, "provider", planned.Provider);
        foreach (string tag in planned.Case.Tags)
        {
            Add(traits, "tag", tag);
        }

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
