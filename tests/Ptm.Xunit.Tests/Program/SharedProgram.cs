namespace Ptm.Xunit.Tests.Program;

/// <summary>A folder and the test program over it, for tests that only write prompt files: the program reads those again.</summary>
public sealed class SharedProgram : IAsyncDisposable
{
    public SharedProgram()
    {
        Folder.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");
        Program = new(Folder.Path);
    }

    public TempFolder Folder { get; } = new();

    public TestProgram Program { get; }

    /// <summary>Takes away what the test before has written.</summary>
    public void Clear()
    {
        foreach (string file in Directory.GetFiles(Folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "ptm.yaml"))
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        Folder.Dispose();
    }
}
