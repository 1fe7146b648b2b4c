namespace Ptm;

/// <summary>What a gate says of a run, or of one figure of it.</summary>
public enum GateVerdict
{
    /// <summary>What was asked for holds; with a <see cref="Gate.Confidence"/>: it was shown to hold.</summary>
    Passed,

    /// <summary>What was asked for does not hold; with a <see cref="Gate.Confidence"/>: it was shown not to hold.</summary>
    Failed,

    /// <summary>The run does not suffice to tell. Never a pass by default.</summary>
    Inconclusive,
}

/// <summary>What a gate does when a run does not suffice to tell.</summary>
public enum GateInconclusive
{
    /// <summary>Opens, with a warning (PTM1010). Unless it was set, what lost more than half of its scale since the baseline closes the gate.</summary>
    Warn,

    /// <summary>Stays closed: PTM1010 is a violation.</summary>
    Fail,

    /// <summary>Opens, and says so among the figures alone.</summary>
    Pass,
}

/// <summary>What a figure with an interval is about.</summary>
public enum GatePopulation
{
    /// <summary>Cases like these: the cases of the run are a sample of those that could have been written. The interval has the spread among cases in it.</summary>
    CasesLikeThese,

    /// <summary>These cases and no others: only the model's answers are a sample. The interval is shorter, and says nothing of other cases.</summary>
    TheseCases,
}
