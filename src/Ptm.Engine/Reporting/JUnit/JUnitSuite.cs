namespace Ptm.Engine.Reporting.JUnit;

/// <summary>The cases of one prompt: their figures, and where they lie in the spool.</summary>
internal sealed class JUnitSuite(string promptId)
{
    public string PromptId { get; } = promptId;

    public int Tests { get; private set; }

    public int Failures { get; private set; }

    public int Errors { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>Pieces of the spool, in their order.</summary>
    public List<(long Start, int Length)> Pieces { get; } = [];

    public void Add(CaseOutcome outcome, double seconds)
    {
        Tests++;
        Failures += outcome is CaseOutcome.Failed or CaseOutcome.Unchecked ? 1 : 0;
        Errors += outcome == CaseOutcome.Error ? 1 : 0;
        Seconds += seconds;
    }
}
