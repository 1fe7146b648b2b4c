namespace Ptm.Engine.Grading.Assertions;

/// <summary>A check that needs nobody else.</summary>
internal abstract class InstantCheck : Check
{
    public sealed override ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken) => new(Run(input));

    protected abstract Verdict Run(CheckInput input);
}
