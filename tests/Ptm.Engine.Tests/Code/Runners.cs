using Ptm.Engine.Code;

namespace Ptm.Engine.Tests.Code;

/// <summary>A runner for tests of what takes one and calls no code.</summary>
internal static class Runners
{
    public static CodeRunner Shared { get; } = new();
}
