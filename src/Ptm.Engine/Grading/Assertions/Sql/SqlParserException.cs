namespace Ptm.Engine.Grading.Assertions.Sql;

#pragma warning disable CA1064 // Never leaves the engine: the check turns it into an assertion's error.
/// <summary>A text could not be parsed to its end within the limits, so nothing is known of it.</summary>
internal sealed class SqlParserException(string message, Exception? inner = null) : Exception(message, inner);
