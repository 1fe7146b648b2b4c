namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>What a grammar said of a text: why it is no SQL, or what it touches.</summary>
internal sealed record SqlParse(string? SyntaxError, IReadOnlyList<string> Tables, IReadOnlyList<string> Columns);
