using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Tests.Code;

/// <summary>A folder of real files of code, gone with the test.</summary>
internal sealed class CodeFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ptm-code-").FullName;

    public CodeReference File(string name, string text, string? function = null)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return CodeReference.TryParse($"file://{name}{(function is null ? "" : ":" + function)}", Path, new SourceLocation("config.yaml", 3, 7))!;
    }

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
