using Ptm.Engine.Code;
using Ptm.Engine.Code.Processes;

namespace Ptm.Engine.Tests.Code;

/// <summary>A runner for tests of what takes one and calls no code.</summary>
internal static class Runners
{
    public static CodeRunner Shared { get; } = new();

    public static bool HasRuby { get; } = ProgramSearch.Find("ruby", Environment.CurrentDirectory) is not null;
}
