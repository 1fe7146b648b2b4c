namespace Ptm.Engine.Code.Workers;

/// <summary>What a worker is started with; calls that agree in it can share one.</summary>
/// <param name="Interpreter">What runs.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Home">The folder of the called file: files of two folders may each import a module of one name.</param>
/// <param name="Environment">Variables besides this process's own.</param>
/// <param name="KeepsState">Whether it is never ended to make room for another.</param>
internal sealed record WorkerStart(Interpreter Interpreter, string Folder, string Home, IReadOnlyDictionary<string, string> Environment, bool KeepsState)
{
    public string Key { get; } = string.Join('\n', [
        KeepsState ? "kept" : "", Interpreter.Path, Folder, Home,
        .. Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}"),
    ]);
}
