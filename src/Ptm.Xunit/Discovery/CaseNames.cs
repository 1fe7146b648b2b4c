using System.Globalization;

namespace Ptm.Xunit.Discovery;

/// <summary>The names that tests show: prompt and case, the provider when there are several, which sample it is from the second on, and a number when two would read the same.</summary>
internal sealed class CaseNames(string? displayName, bool severalProviders)
{
    readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    public static CaseNames For(string? displayName, IReadOnlyList<PlannedCase> plan) =>
        new(displayName, plan.Any(planned => planned.Provider != plan[0].Provider));

    /// <summary>The name of a theory's gate.</summary>
    public static string OfGate(PtmPromptTheoryAttribute theory, string method) => theory.DisplayName is { } name ? $"{CaseName.OneLine(name)}: gate" : $"{method} gate";

    public string Next(PlannedCase planned)
    {
        string name = (displayName is null ? "" : CaseName.OneLine(displayName) + ": ")
            + CaseName.Of(planned.Prompt.Id, planned.Case.Id, planned.Case.Description)
            + (severalProviders ? $" [{CaseName.OneLine(planned.Provider)}]" : "")
            + (planned.Sample == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (sample {planned.Sample + 1})"));
        int count = _given[name] = _given.GetValueOrDefault(name) + 1;
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} #{count}");
    }
}
