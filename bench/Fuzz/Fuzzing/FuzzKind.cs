namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>A kind of input: how one is made, and what must come of it.</summary>
internal abstract class FuzzKind
{
    public abstract string Name { get; }

    /// <summary>After this long an input counts as one that hangs.</summary>
    public virtual TimeSpan Limit => TimeSpan.FromSeconds(30);

    public abstract string Generate(Dice dice);

    /// <summary>What is wrong with the outcome; null when it is a verdict, or an error with a place. What it throws is wrong too.</summary>
    public abstract Task<string?> ViolationAsync(string input);

    /// <summary>What is wrong with an error of ours: a finding without a place.</summary>
    protected static string? ViolationOf(PtmException error) =>
        error.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Location is null) is { } lost ? $"an error without a place: {lost}" : null;
}
