namespace Ptm.Engine.Library;

/// <summary>A figure that a promptfoo config derives from the sums of its named metrics.</summary>
/// <param name="Name">Its name, by which later ones read it.</param>
/// <param name="Expression">Arithmetic over names.</param>
/// <param name="Location">Where the expression is written.</param>
internal sealed record DerivedMetric(string Name, string Expression, SourceLocation Location);
