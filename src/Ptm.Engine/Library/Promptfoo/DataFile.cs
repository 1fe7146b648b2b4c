using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>A YAML or JSON file that a config names in place of what it holds.</summary>
/// <param name="Reading">What is found wrong in it.</param>
/// <param name="Root">What it holds; null for nothing.</param>
internal sealed record DataFile(FileReading Reading, YamlNode? Root)
{
    const string Scheme = "file://";

    static readonly string[] s_extensions = [".yaml", ".yml", ".json"];

    public static bool Is(YamlNode? node) => node is YamlScalar { Text: var text } && text.StartsWith(Scheme, StringComparison.Ordinal) && s_extensions.Contains(Path.GetExtension(text));

    /// <summary>Reads the file that a scalar names.</summary>
    /// <returns>Null where it cannot be read, which is reported.</returns>
    public static DataFile? Read(YamlScalar scalar, FileReading file, List<string> reached)
    {
        string reference = scalar.Text.StartsWith(Scheme, StringComparison.Ordinal) ? scalar.Text[Scheme.Length..] : scalar.Text;
        string path = Path.GetFullPath(Path.Combine(file.Folder, reference.Replace('\\', '/')));
        if (!s_extensions.Contains(Path.GetExtension(path)))
        {
            file.Error(DiagnosticCodes.NotSupportedYet, $"This is read from a file that ends in {string.Join(", ", s_extensions)}, and '{scalar.Text}' does not.", scalar);
            return null;
        }

        if (!File.Exists(path))
        {
            file.Error(DiagnosticCodes.FileNotFound, $"No file {path}.", scalar);
            return null;
        }

        reached.Add(path);
        return new(new(path), YamlFile.Read(path));
    }
}
