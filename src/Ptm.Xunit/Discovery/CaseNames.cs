using System.Globalization;

namespace Ptm.Xunit.Discovery;

/// <summary>The names that tests show: prompt and case, the provider when there are several, and a number when two would read the same.</summary>
internal sealed class CaseNames(string? displayName, bool severalProviders)
{
    readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    public static CaseNames For(string? displayName, IReadOnlyList<PlannedCase> plan) =>
        new(displayName, plan.Any(planned => planned.Provider != plan[0].Provider));

    public string Next(PlannedCase planned)
    {
        string name = (displayName is null ? "" : CaseName.OneLine(displayName) + ": ")
            + CaseName.Of(planned.Prompt.Id, planned.Case.Id, planned.Case.Description)
            + (severalProviders ? $" [{CaseName.OneLine(planned.Provider)}]" : "");
        int count = _given[name] = _given.GetValueOrDefault(name) + 1;
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} #{count}");
    }
}
