using System.Text.Json;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>The files that one config reaches besides itself, each read once while it stays small.</summary>
internal sealed class SourceFiles(FileReading config, ICollection<string> reached)
{
    // Most files are named by many cases; the rest of a large folder is read again when it is needed.
    const int MaxKept = 32 * 1024 * 1024;

    readonly HashSet<string> _reached = new(reached, StringComparer.Ordinal);
    readonly Dictionary<(string Path, bool IsVariable), JsonElement> _values = [];
    readonly Lock _lock = new();
    int _kept;

    /// <summary>The config's own folder, which promptfoo takes every relative path from.</summary>
    public string Folder => config.Folder;

    public FileReading Config => config;

    /// <summary>Notes that a file was read: what was made of it is out of date when the file changes.</summary>
    public void Reach(string path)
    {
        lock (_lock)
        {
            if (_reached.Add(path))
            {
                reached.Add(path);
            }
        }
    }

    /// <summary>The files that a reference means.</summary>
    /// <exception cref="PtmException">PTM3001: there is none, or it is a folder; the message has the absolute path.</exception>
    public static IReadOnlyList<string> Find(FileReference reference, SourceLocation? place)
    {
        IReadOnlyList<string> found = reference.Find();
        return found.Count > 0 ? found : throw Missing(reference, place);
    }

    public static PtmException Missing(FileReference reference, SourceLocation? place) => new(new Diagnostic(
        DiagnosticCodes.FileNotFound,
        DiagnosticSeverity.Error,
        reference.IsEmpty ? $"'{reference.Written}' names no file: the path is missing."
        : reference.IsGlob ? $"No file matches {reference.NativePattern}."
        : Directory.Exists(reference.Pattern) ? $"{reference.NativePattern} is a folder, and a file is needed here. For all files in it write {reference.AllInside}."
        : $"There is no file {reference.NativePattern}.",
        place));

    /// <summary>What a data file means as an assertion's value: what JSON and YAML say, the text of every other file.</summary>
    /// <exception cref="PtmException">The file cannot be read or is no valid JSON or YAML.</exception>
    public JsonElement Value(string path, SourceLocation? place) => Load(path, place, isVariable: false);

    /// <summary>What a data file means as a variable, which is text whatever it holds, as in promptfoo: YAML turned to JSON, pictures to data addresses.</summary>
    /// <exception cref="PtmException">The file cannot be read or is no valid YAML.</exception>
    public JsonElement Variable(string path, SourceLocation? place) => Load(path, place, isVariable: true);

    JsonElement Load(string path, SourceLocation? place, bool isVariable)
    {
        Reach(path);
        lock (_lock)
        {
            if (_values.TryGetValue((path, isVariable), out JsonElement known))
            {
                return known;
            }
        }

        JsonElement value;
        try
        {
            value = isVariable ? VariableText.Read(path) : DataValue.Read(path);
        }
        catch (PtmException e) when (e.Diagnostics[0].Location is { Line: 0 } or null)
        {
            // The place that names the file tells more than the file.
            throw new PtmException(e.Diagnostics[0] with { Location = place ?? e.Diagnostics[0].Location }, e);
        }

        lock (_lock)
        {
            int size = value.GetRawText().Length;
            if (_kept + size <= MaxKept && _values.TryAdd((path, isVariable), value))
            {
                _kept += size;
            }
        }

        return value;
    }
}
