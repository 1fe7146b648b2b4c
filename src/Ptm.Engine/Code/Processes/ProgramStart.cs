namespace Ptm.Engine.Code.Processes;

/// <summary>A program to run.</summary>
/// <param name="Program">Its full path.</param>
/// <param name="Arguments">Its arguments, each as it stands.</param>
/// <param name="Folder">Its working directory.</param>
internal sealed record ProgramStart(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Variables besides this process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it reads from its standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>What messages call it.</summary>
    public string Shown { get; init; } = System.IO.Path.GetFileName(Program);
}
