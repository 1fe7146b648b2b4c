namespace Ptm.Engine.Code.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output; bytes that are no UTF-8 became U+FFFD.</param>
/// <param name="Errors">The end of what it wrote to its standard error.</param>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
