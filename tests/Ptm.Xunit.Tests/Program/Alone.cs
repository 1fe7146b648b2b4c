namespace Ptm.Xunit.Tests.Program;

/// <summary>Tests that measure time, and have the machine to themselves as far as that lies with these tests.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
