namespace Ptm.Engine.Optimizing;

/// <summary>What a step came to. Where an optimization stands follows from its events alone.</summary>
internal abstract record OptimizationEvent;
