namespace Ptm.Engine.Code.Workers;

/// <summary>What a worker is started with; calls that agree in it can share one.</summary>
/// <param name="Interpreter">What runs.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Home">The folder of the called file: files of two folders may each import a module of one name.</param>
/// <param name="Environment">Variables besides this process's own.</param>
internal sealed record WorkerStart(Interpreter Interpreter, string Folder, string Home, IReadOnlyDictionary<string, string> Environment)
{
    public string Key { get; } = string.Join('\n', [
        Interpreter.Path, Folder, Home,
        .. Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}"),
    ]);
}
