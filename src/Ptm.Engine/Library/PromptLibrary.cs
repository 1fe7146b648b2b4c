using Microsoft.Extensions.FileSystemGlobbing;
using Ptm.Engine.Library.Promptfoo;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library;

/// <summary>The prompts of a folder or file, with the providers and settings that hold for them.</summary>
internal sealed class PromptLibrary
{
    public const string ConfigurationName = "ptm.yaml";

    static readonly string[] s_promptfooNames = ["promptfooconfig.yaml", "promptfooconfig.yml"];

    PromptLibrary(LibraryConfiguration configuration, IReadOnlyList<PromptSuite> suites, IReadOnlyList<Diagnostic> warnings)
    {
        Configuration = configuration;
        Suites = suites;
        Warnings = warnings;
    }

    public LibraryConfiguration Configuration { get; }

    public IReadOnlyList<PromptSuite> Suites { get; }

    public IReadOnlyList<Diagnostic> Warnings { get; }

    public IEnumerable<PromptDefinition> Prompts => Suites.SelectMany(suite => suite.Prompts);

    /// <summary>Every file that was read or is named: what is here is out of date when one of them changes.</summary>
    public IEnumerable<string> Files => Suites
        .SelectMany(suite => suite.ReachedFiles.Prepend(suite.File))
        .Concat(Configuration.File is null ? [] : [Configuration.File])
        .Concat(Configuration.PricesPath is null ? [] : [Configuration.PricesPath])
        .Concat(Configuration.NamedFiles)
        .Distinct(StringComparer.Ordinal);

    /// <summary>Reads what <paramref name="path"/> stands for: a <c>ptm.yaml</c>, one prompt file, a promptfoo config, or a folder in or above which one of them lies.</summary>
    /// <exception cref="PtmException">Nothing is there, or a file is wrong; every finding is in it.</exception>
    /// <param name="path">The path.</param>
    /// <param name="mayBeEmpty">True where prompts come from elsewhere too: a folder without a library, or a library without a prompt file, is then an empty one.</param>
    public static PromptLibrary Open(string path, bool mayBeEmpty = false)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            return OpenFolder(path, mayBeEmpty);
        }

        if (!File.Exists(path))
        {
            throw Missing(path, $"There is no file or folder {path}.");
        }

        return Path.GetFileName(path) == ConfigurationName ? OpenConfiguration(path, [], mayBeEmpty) : OpenFiles([path]);
    }

    /// <summary>Reads the files given, each a prompt file or a promptfoo config, under the nearest <c>ptm.yaml</c> above the first.</summary>
    public static PromptLibrary OpenFiles(IReadOnlyList<string> paths)
    {
        if (paths.FirstOrDefault(Directory.Exists) is { } several)
        {
            throw Missing(Path.GetFullPath(several), "This is a folder among several paths. Name one folder alone, or files.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(paths[0]))!;
        string? configuration = Ancestors(folder).Select(ancestor => Path.Combine(ancestor, ConfigurationName)).FirstOrDefault(File.Exists);
        return Build(
            configuration is null ? ConfigurationReader.Default(folder) : ConfigurationReader.Read(configuration),
            [.. paths.Select(Path.GetFullPath)],
            []);
    }

    /// <summary>The settings of the nearest <c>ptm.yaml</c> at or above a folder, or of none, without any prompt.</summary>
    public static PromptLibrary OpenSettings(string folder)
    {
        string? configuration = Ancestors(folder).Select(ancestor => Path.Combine(ancestor, ConfigurationName)).FirstOrDefault(File.Exists);
        return new(configuration is null ? ConfigurationReader.Default(folder) : ConfigurationReader.Read(configuration), [], []);
    }

    /// <summary>The folder of the nearest <c>ptm.yaml</c> at or above a path; the path's own folder where there is none.</summary>
    public static string FindRoot(string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? full;
        return Ancestors(folder).FirstOrDefault(ancestor => File.Exists(Path.Combine(ancestor, ConfigurationName))) ?? folder;
    }

    static PromptLibrary OpenFolder(string folder, bool mayBeEmpty)
    {
        foreach (string ancestor in Ancestors(folder))
        {
            string configuration = Path.Combine(ancestor, ConfigurationName);
            string? promptfoo = s_promptfooNames.Select(name => Path.Combine(ancestor, name)).FirstOrDefault(File.Exists);
            if (File.Exists(configuration))
            {
                Diagnostic[] warnings = promptfoo is null
                    ? []
                    : [new(DiagnosticCodes.TwoConfigurations, DiagnosticSeverity.Warning, $"Here lies a {ConfigurationName} too, which wins. Name this file (-c) to run it.", new(promptfoo))];
                return OpenConfiguration(configuration, warnings, mayBeEmpty);
            }

            if (promptfoo is not null)
            {
                return OpenFiles([promptfoo]);
            }
        }

        return mayBeEmpty
            ? new(ConfigurationReader.Default(folder), [], [])
            : throw Missing(folder, $"No {ConfigurationName} and no {s_promptfooNames[0]} in {folder} or above it. 'ptm init' makes one; one that lies elsewhere is named: -c PATH on the command line, File = \"PATH\" in [PtmPromptTheory].");
    }

    static PromptLibrary OpenConfiguration(string path, IReadOnlyList<Diagnostic> warnings, bool mayBeEmpty)
    {
        LibraryConfiguration configuration = ConfigurationReader.Read(path);
        Matcher matcher = new(StringComparison.Ordinal);
        matcher.AddIncludePatterns(configuration.Prompts);
        matcher.AddExcludePatterns(["**/bin/**", "**/obj/**", "**/node_modules/**", "**/" + ConfigurationName]);
        string[] files = [.. matcher.GetResultsInFullPath(configuration.Root).Order(StringComparer.Ordinal)];
        if (files.Length == 0 && !mayBeEmpty)
        {
            throw Missing(path, $"No prompt file matches {string.Join(", ", configuration.Prompts.Select(pattern => Path.Combine(configuration.Root, pattern)))}.");
        }

        return Build(configuration, files, warnings);
    }

    static PromptLibrary Build(LibraryConfiguration configuration, string[] files, IReadOnlyList<Diagnostic> warnings)
    {
        List<PromptSuite> suites = new(files.Length);
        List<Diagnostic> wrong = [];
        foreach (string file in files)
        {
            try
            {
                YamlNode? root = YamlFile.Read(file);
                PromptSuite suite = IsPromptfoo(file, root) ? PromptfooReader.Read(file, root) : PromptFileReader.Read(file, root) with { Repeat = configuration.Samples };
                suite = configuration.StrictVariables ? suite.WithStrictVariables() : suite;
                suite = suite with { ReachedFiles = [.. suite.ReachedFiles.Union(NamedFiles.In(root, Path.GetDirectoryName(file)!), StringComparer.Ordinal)] };
                suites.Add(configuration.FollowsPromptfoo ? suite.WithCompatibility() : suite);
            }
            catch (PtmException e)
            {
                wrong.AddRange(e.Diagnostics);
            }
        }

        wrong.AddRange(Twins(suites));
        return wrong.Count > 0
            ? throw new PtmException(wrong, null)
            : new(configuration, suites, [.. warnings, .. suites.SelectMany(suite => suite.Warnings)]);
    }

    static IEnumerable<Diagnostic> Twins(IEnumerable<PromptSuite> suites) =>
        from prompt in suites.SelectMany(suite => suite.Prompts)
        group prompt by prompt.Id into twins
        from twin in twins.Skip(1)
        select new Diagnostic(
            DiagnosticCodes.Duplicate,
            DiagnosticSeverity.Error,
            $"The prompt id '{twin.Id}' is taken already, at {twins.First().Location}.",
            twin.Location);

    // By name where it has promptfoo's; otherwise by a key that only one of the two kinds has.
    static bool IsPromptfoo(string path, YamlNode? root) =>
        Path.GetFileName(path).StartsWith("promptfooconfig", StringComparison.Ordinal)
        || (root is YamlMapping mapping
            && !mapping.Entries.Exists(entry => entry.Key.Text is "id" or "prompt_text" or "messages")
            && mapping.Entries.Exists(entry => entry.Key.Text is "prompts" or "providers" or "targets" or "defaultTest" or "scenarios"));

    static IEnumerable<string> Ancestors(string folder)
    {
        for (DirectoryInfo? ancestor = new(folder); ancestor is not null; ancestor = ancestor.Parent)
        {
            yield return ancestor.FullName;
        }
    }

    static PtmException Missing(string path, string message) =>
        new(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, message, new(path)));
}
