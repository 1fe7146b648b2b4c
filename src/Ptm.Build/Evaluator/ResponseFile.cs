using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ptm.Build.Evaluator;

/// <summary>A command line in a file: a project may have more prompts than a command line has room.</summary>
internal sealed class ResponseFile : IDisposable
{
    ResponseFile(string path) => Path = path;

    public string Path { get; }

    public static ResponseFile Write(IEnumerable<string> arguments)
    {
        List<string> lines = [.. arguments.Select(Quote)];
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ptm-{Guid.NewGuid():N}.rsp");
        File.WriteAllLines(path, lines);
        return new(path);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies in the folder for temporary files; the verdict does not depend on its going.
        }
    }

    static string Quote(string argument) =>
        argument.IndexOfAny(['"', '\r', '\n']) < 0
            ? $"\"{argument}\""
            : throw new EvaluatorException($"The evaluator cannot be given {argument}: a path or name must have no quotation mark and no line break.");
}
