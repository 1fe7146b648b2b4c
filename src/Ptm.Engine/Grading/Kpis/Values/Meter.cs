namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>Counts what an evaluation does, and ends one that does too much.</summary>
internal sealed class Meter
{
    /// <summary>Steps of one value looked at, where a character is one.</summary>
    public const int Value = 10;

    long _steps;

    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > KpiLimits.MaxSteps)
        {
            throw new KpiFault($"the expression takes more than {KpiLimits.MaxSteps:N0} steps");
        }
    }

    /// <summary>Before a text of so many characters is made.</summary>
    public void MakeText(long length) => Make(length, steps: 1);

    /// <summary>Before a list of so many items is made.</summary>
    public void MakeList(long count) => Make(count, Value);

    void Make(long size, int steps)
    {
        if (size > KpiLimits.MaxSize)
        {
            throw new KpiFault($"the result is a text or list of more than {KpiLimits.MaxSize:N0}");
        }

        Charge(size * steps);
    }
}
