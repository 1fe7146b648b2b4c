using Ptm.Engine;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Sources;

namespace Ptm.Cli;

/// <summary>What a verdict rests on, for a caller that wants to know whether it still holds.</summary>
internal static class Inputs
{
    const string ConfigurationName = "ptm.yaml";
    const string Recordings = "*.jsonl";
    const string Journals = "*.recording";

    /// <summary>Absolute paths. A file may not exist: its coming is a change. A pattern such as <c>/prompts/*.txt</c>, or <c>/prompts/**/*.txt</c> for the folders below too, stands for the list of files that match.</summary>
    public static IReadOnlyList<string> Of(PtmEngine engine, IEnumerable<ProviderAssembly> programs, string? baseline, ProjectPrompts? project)
    {
        string[] read = [.. engine.Files];
        string cassettes = engine.CassettePath;
        return
        [
            .. read
                .Concat(ConfigurationsThatWouldWin(read))
                .Concat(read.Select(Siblings))
                .Concat(FileGlob.Searched)
                .Append(Path.Combine(cassettes, Recordings))
                .Append(Path.Combine(cassettes, Journals))
                .Concat(Directory.Exists(cassettes) ? Directory.EnumerateFiles(cassettes, Recordings) : [])
                .Concat(baseline is null ? [] : [Path.GetFullPath(baseline)])
                .Concat(project?.Inputs ?? [])
                .Concat(programs.SelectMany(program => program.LoadedFiles))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    // A file may have been found by a pattern, which a new file beside it would match too.
    static string Siblings(string path) => Path.Combine(Path.GetDirectoryName(path)!, "*" + Path.GetExtension(path));

    // The nearest ptm.yaml above the first file holds; one that is put nearer would hold instead.
    static IEnumerable<string> ConfigurationsThatWouldWin(string[] read)
    {
        for (string? folder = Path.GetDirectoryName(read.FirstOrDefault()); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string configuration = Path.Combine(folder, ConfigurationName);
            yield return configuration;
            if (read.Contains(configuration, StringComparer.Ordinal))
            {
                yield break;
            }
        }
    }
}
