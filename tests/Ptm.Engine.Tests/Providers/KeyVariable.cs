namespace Ptm.Engine.Tests.Providers;

/// <summary>An environment variable of its own that holds a key for as long as a test runs.</summary>
internal sealed class KeyVariable : IDisposable
{
    public KeyVariable(string value)
    {
        Name = $"PTM_TEST_KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(Name, value);
    }

    public string Name { get; }

    public void Dispose() => Environment.SetEnvironmentVariable(Name, null);
}
