namespace Ptm;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Accepted, not begun.</summary>
    Queued,

    /// <summary>Cases are being evaluated.</summary>
    Running,

    /// <summary>Every case has its result, whatever it says.</summary>
    Completed,

    /// <summary>The run could not go on.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}
