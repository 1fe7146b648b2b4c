namespace Ptm.Engine.Code;

/// <summary>A program that runs code.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Arguments">What it is started with so that it answers calls.</param>
internal sealed record Interpreter(string Path, IReadOnlyList<string> Arguments);
