namespace Ptm.Engine.Running.Comparisons;

/// <summary>What the cases of a group have in common: the file, the test and the repetition.</summary>
internal readonly record struct GroupKey(string File, int Index, string Id, int Sample)
{
    public static GroupKey Of(PlannedCase planned) => new(planned.Prompt.Location?.File ?? planned.Prompt.Id, planned.Case.Index, planned.Case.Id, planned.Sample);

    public static bool IsSame(PlannedCase one, PlannedCase other) =>
        one.Prompt.Id == other.Prompt.Id && one.Case.Id == other.Case.Id && one.Provider == other.Provider && one.Sample == other.Sample;
}
