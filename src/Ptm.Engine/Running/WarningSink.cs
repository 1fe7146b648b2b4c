namespace Ptm.Engine.Running;

/// <summary>Hands each warning on once, however many cases cause it, and no more than a person reads.</summary>
internal sealed class WarningSink(Action<Diagnostic>? onWarning)
{
    const int MaxWarnings = 200;

    readonly HashSet<Diagnostic> _seen = [];
    readonly Lock _gate = new();

    public void Report(Diagnostic warning)
    {
        if (onWarning is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_seen.Count < MaxWarnings && _seen.Add(warning))
            {
                onWarning(warning);
            }
        }
    }
}
