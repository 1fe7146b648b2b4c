namespace Ptm.Engine.Cassettes;

/// <summary>Where a model's answers come from.</summary>
internal enum CassetteMode
{
    /// <summary>Recordings only; a missing one is an error.</summary>
    Replay,

    /// <summary>A recording where there is one, else the model, whose answer is recorded.</summary>
    Auto,

    /// <summary>The model, whose answer is recorded over an earlier one.</summary>
    Record,

    /// <summary>The model; nothing is recorded.</summary>
    Off,
}
