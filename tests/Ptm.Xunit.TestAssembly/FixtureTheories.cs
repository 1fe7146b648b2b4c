using Ptm.Xunit.TestAssembly;

[assembly: AssemblyFixture(typeof(AssemblyResource))]

namespace Ptm.Xunit.TestAssembly;

/// <summary>Writes down, in a file that the environment names, when it comes and when it goes.</summary>
public abstract class LoggedResource : IAsyncLifetime
{
    static readonly Lock s_gate = new();

    public async ValueTask InitializeAsync()
    {
        await Task.Yield();
        Log("comes");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Log("goes");
        GC.SuppressFinalize(this);
    }

    public void Log(string what)
    {
        if (Environment.GetEnvironmentVariable("FIXTURE_LOG") is { } file)
        {
            lock (s_gate)
            {
                File.AppendAllText(file, $"{GetType().Name} {what}\n");
            }
        }
    }
}

public sealed class AssemblyResource : LoggedResource;

public sealed class CollectionResource : LoggedResource;

public sealed class ClassResource : LoggedResource;

public sealed class CaseResource : LoggedResource;

[CollectionDefinition("with a fixture")]
public sealed class WithAFixture : ICollectionFixture<CollectionResource>;

/// <summary>A theory with a fixture of each kind, and an object of its own for each case.</summary>
[Collection("with a fixture")]
public sealed class FixtureTheories(AssemblyResource assemblyResource, CollectionResource collectionResource, ClassResource classResource) : IClassFixture<ClassResource>, IAsyncLifetime
{
    readonly CaseResource _caseResource = new();

    public ValueTask InitializeAsync() => _caseResource.InitializeAsync();

    public ValueTask DisposeAsync() => _caseResource.DisposeAsync();

    [PtmPromptTheory("greeting")]
    public void With_fixtures()
    {
        Assert.NotNull(assemblyResource);
        Assert.NotNull(collectionResource);
        classResource.Log("is used");
    }
}
