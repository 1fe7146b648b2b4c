using Ptm.Engine.Code;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers.Programs;

namespace Ptm.Engine.Library.Sources;

/// <summary>The files that the texts of a config name, whoever reads or runs them, and whether that happens in this run or not: a check's code, a hook, a body of a request, a program under test.</summary>
internal static class NamedFiles
{
    const int LongestPath = 4096;

    // "file://" is looked at apart: it may stand behind nothing else.
    static readonly string[] s_programs = ["python:", "ruby:", "golang:"];

    const string Command = "exec:";

    /// <summary>Absolute paths of files that exist, each once.</summary>
    /// <param name="root">The config.</param>
    /// <param name="folder">The folder that its paths start from.</param>
    public static IReadOnlyCollection<string> In(YamlNode? root, string folder)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<YamlNode> left = new();
        if (root is not null)
        {
            left.Push(root);
        }

        while (left.TryPop(out YamlNode? node))
        {
            switch (node)
            {
                case YamlScalar scalar:
                    Add(scalar.Text, folder, found);
                    break;
                case YamlSequence list:
                    list.Items.ForEach(left.Push);
                    break;
                case YamlMapping mapping:
                    foreach (YamlEntry entry in mapping.Entries)
                    {
                        left.Push(entry.Key);
                        left.Push(entry.Value);
                    }

                    break;
                default:
                    break;
            }
        }

        return found;
    }

    static void Add(string text, string folder, HashSet<string> found)
    {
        if (text.Length > LongestPath)
        {
            return;
        }

        if (FileReference.Is(text))
        {
            AddFile(text[FileReference.Scheme.Length..], folder, found);
        }
        else if (Array.Find(s_programs, scheme => text.StartsWith(scheme, StringComparison.Ordinal)) is { } program)
        {
            AddFile(text[program.Length..], folder, found);
        }
        else if (text.StartsWith(Command, StringComparison.Ordinal))
        {
            foreach (string word in CommandLine.Split(text[Command.Length..]))
            {
                AddFile(word, folder, found);
            }
        }
    }

    static void AddFile(string written, string folder, HashSet<string> found)
    {
        if (written.AsSpan().IndexOfAny('\0', '\n', '\r') >= 0)
        {
            return;
        }

        string path = CodeReference.OfPath(written, folder, null)?.Path ?? FileReference.Parse(written, folder).NativePattern;
        if (File.Exists(path))
        {
            found.Add(path);
        }
    }
}
