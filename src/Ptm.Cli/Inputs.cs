using Ptm.Engine;

namespace Ptm.Cli;

/// <summary>What a verdict rests on, for a caller that wants to know whether it still holds.</summary>
internal static class Inputs
{
    const string ConfigurationName = "ptm.yaml";

    /// <summary>Absolute paths. A file may not exist: its coming is a change. A folder, whose list of files counts, ends with a slash.</summary>
    public static IReadOnlyList<string> Of(PtmEngine engine, IEnumerable<ProviderAssembly> programs)
    {
        string[] read = [.. engine.Files];
        string cassettes = engine.CassettePath;
        return
        [
            .. read
                .Concat(ConfigurationsThatWouldWin(read))
                .Append(cassettes + "/")
                .Concat(Directory.Exists(cassettes) ? Directory.EnumerateFiles(cassettes, "*.jsonl") : [])
                .Concat(programs.SelectMany(program => program.LoadedFiles))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

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
