using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Engine.Code;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>
/// The environment of a promptfoo config: what it says under <c>env</c>, the files of <c>envPath</c>, and the process's own.
/// As in promptfoo, <c>{{ env.NAME }}</c> is filled where a config is read; what names a variable that is nowhere stays as it is.
/// </summary>
internal sealed partial class ConfigEnvironment
{
    static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    readonly Dictionary<string, string> _own = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _ofFiles = new(StringComparer.Ordinal);

    /// <summary>What stands under <c>env</c>.</summary>
    public IReadOnlyDictionary<string, string> Own => _own;

    /// <summary>What stands in the files of <c>envPath</c>; of a variable that is in several the last one's.</summary>
    public IReadOnlyDictionary<string, string> OfFiles => _ofFiles;

    /// <summary>What templates find under <c>env</c> besides the process's variables.</summary>
    public Dictionary<string, string> ForTemplates()
    {
        Dictionary<string, string> all = new(_ofFiles, StringComparer.Ordinal);
        foreach ((string name, string value) in _own)
        {
            all[name] = value;
        }

        return all;
    }

    /// <param name="config">The config.</param>
    /// <param name="reached">Told the files.</param>
    public static ConfigEnvironment Read(MappingReader config, List<string> reached)
    {
        ConfigEnvironment environment = new();
        environment.ReadFiles(config.Child("commandLineOptions"), isNeeded: true, reached);
        environment.ReadFiles(config, isNeeded: false, reached);
        foreach (YamlEntry entry in config.Child("env")?.Mapping.Entries ?? [])
        {
            switch (entry.Value)
            {
                case YamlScalar { Type: YamlScalarType.Null }:
                    break;
                case YamlScalar scalar:
                    environment._own[entry.Key.Text] = environment.Fill(scalar.Text, s_none);
                    break;
                default:
                    config.File.Error(DiagnosticCodes.InvalidValue, $"'{entry.Key.Text}' of 'env' takes text, and this is {entry.Value.Kind}.", entry.Value);
                    break;
            }
        }

        foreach (string name in environment._own.Keys.ToArray())
        {
            environment._own[name] = environment.Fill(environment._own[name], s_none);
        }

        return environment;
    }

    /// <summary>The node with every text of it filled; itself where there is nothing to fill.</summary>
    /// <param name="node">The node.</param>
    /// <param name="more">Variables that count where neither the config nor the process has them.</param>
    public YamlNode Fill(YamlNode node, IReadOnlyDictionary<string, string>? more = null) =>
        new EnvironmentFilling(text => Fill(text, more ?? s_none)).Fill(node);

    /// <summary>The config with those parts filled that name providers, files and code. Prompts, variables and checks are filled when they are used.</summary>
    public YamlMapping FillConfig(YamlMapping config) => new EnvironmentFilling(text => Fill(text, s_none)).FillConfig(config);

    string Fill(string text, IReadOnlyDictionary<string, string> more) =>
        !text.Contains("{{", StringComparison.Ordinal) || !text.Contains("env", StringComparison.Ordinal) ? text : Output().Replace(text, output => FillOne(output.Value, more));

    string FillOne(string output, IReadOnlyDictionary<string, string> more)
    {
        MatchCollection names = Name().Matches(output);
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (Match match in names)
        {
            string name = match.Groups["name"].Value;
            if (Value(name, more) is { } value)
            {
                values[name] = value;
            }
            else if (!HasDefault().IsMatch(output))
            {
                return output;
            }
        }

        try
        {
            return names.Count == 0 ? output : Template.Parse(output).Render(s_noVars, new() { Environment = TemplateEnvironment.Of(values) });
        }
        catch (TemplateException)
        {
            // As in promptfoo: what does not render stays.
            return output;
        }
    }

    string? Value(string name, IReadOnlyDictionary<string, string> more) =>
        _own.GetValueOrDefault(name) ?? ReadVariables.Get(name) ?? more.GetValueOrDefault(name) ?? _ofFiles.GetValueOrDefault(name);

    // promptfoo passes an envPath at the top over, and many configs have one: its file may well be missing.
    void ReadFiles(MappingReader? reader, bool isNeeded, List<string> reached)
    {
        foreach (string written in (reader?.Texts("envPath") ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            string path = Path.GetFullPath(Path.Combine(reader!.File.Folder, Fill(written, s_none).Replace('\\', '/')));
            if (File.Exists(path))
            {
                reached.Add(path);
                foreach ((string name, string value) in DotEnvFile.Read(path))
                {
                    _ofFiles[name] = value;
                }
            }
            else if (isNeeded)
            {
                reader.File.Error(DiagnosticCodes.FileNotFound, $"There is no file {path} of environment variables.", reader.Node("envPath"));
            }
            else
            {
                reader.File.Warn(DiagnosticCodes.FileNotFound, $"There is no file {path} of environment variables; 'envPath' is passed over.", reader.Node("envPath"));
            }
        }
    }

    static readonly JsonElement s_noVars = JsonElement.Parse("{}"u8);

    [GeneratedRegex("""\{\{(?:[^{}"']|"[^"]*"|'[^']*')*\}\}""", RegexOptions.NonBacktracking)]
    private static partial Regex Output();

    [GeneratedRegex("""\benv\s*(?:\.\s*(?<name>[A-Za-z_$][A-Za-z0-9_$]*)|\[\s*(?:"(?<name>[^"]*)"|'(?<name>[^']*)')\s*\])""", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"\|\s*(?:default|d)\b", RegexOptions.NonBacktracking)]
    private static partial Regex HasDefault();
}
