namespace Ptm.Xunit.Discovery;

/// <summary>What a case can be filtered by: prompt, provider, tags and team, beside the method's own traits.</summary>
internal static class CaseTraits
{
    const int MaxLength = 400;

    public static Dictionary<string, HashSet<string>> Of(PlannedCase planned, IReadOnlyDictionary<string, IReadOnlyCollection<string>> methodTraits)
    {
        Dictionary<string, HashSet<string>> traits = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IReadOnlyCollection<string> values) in methodTraits)
        {
            traits[name] = [.. values];
        }

        Add("prompt", planned.Prompt.Id);
        Add("provider", planned.Provider);
        Add("team", planned.Prompt.Team);
        foreach (string tag in planned.Prompt.Tags.Concat(planned.Case.Tags))
        {
            Add("tag", tag);
        }

        return traits;

        void Add(string name, string? value)
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
}
