namespace Ptm.Engine.Scripting;

#pragma warning disable CA1064 // Never leaves the engine: the grader turns it into an assertion's error.
/// <summary>A script threw, did not parse or ran into a limit. The message is for the script's author.</summary>
internal sealed class ScriptException(string message, Exception? inner = null) : Exception(message, inner);
