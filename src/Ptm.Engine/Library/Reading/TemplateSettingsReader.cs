using Ptm.Engine.Code;
using Ptm.Engine.Library.Promptfoo;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads what a file says about the templates of its prompts.</summary>
internal static class TemplateSettingsReader
{
    public const string StrictKey = "strict_variables";

    /// <summary>Whether an undefined variable is an error; null where the file says nothing.</summary>
    public static bool? Strict(MappingReader reader)
    {
        switch (reader.Node(StrictKey))
        {
            case null:
                return null;
            case YamlScalar { Type: YamlScalarType.Boolean } scalar:
                return scalar.Text is "true" or "True" or "TRUE";
            case { } other:
                reader.Wrong(StrictKey, "true or false", other);
                return null;
        }
    }

    /// <summary>The settings of a prompt file of ours.</summary>
    public static TemplateSettings Own(MappingReader reader) => new() { StrictVariables = Strict(reader) };

    /// <summary>The settings of a promptfoo config.</summary>
    /// <param name="reader">The config.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="reached">Told the files of filters.</param>
    public static TemplateSettings Promptfoo(MappingReader reader, ConfigEnvironment environment, List<string> reached) => new()
    {
        StrictVariables = Strict(reader),
        Environment = environment.ForTemplates(),
        Filters = Filters(reader, reached),
    };

    static Dictionary<string, FilterFile> Filters(MappingReader reader, List<string> reached)
    {
        Dictionary<string, FilterFile> filters = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in reader.Child("nunjucksFilters")?.Mapping.Entries ?? [])
        {
            string text = entry.Value is YamlScalar scalar ? scalar.Text : "";
            string path = text.StartsWith(CodeReference.Prefix, StringComparison.Ordinal) ? text[CodeReference.Prefix.Length..] : text;
            SourceLocation place = entry.Value.In(reader.File.Path);
            if (CodeReference.OfPath(path, reader.File.Folder, place) is not { Language: CodeLanguage.JavaScript or CodeLanguage.TypeScript } file)
            {
                reader.File.Error(DiagnosticCodes.InvalidValue, $"The filter '{entry.Key.Text}' takes the path of a JavaScript file.", entry.Value);
                continue;
            }

            filters[entry.Key.Text] = new(file.Path, place);
            if (File.Exists(file.Path))
            {
                reached.Add(file.Path);
            }
            else
            {
                reader.File.Warn(DiagnosticCodes.FileNotFound, $"There is no file {file.Path}, so the filter '{entry.Key.Text}' fails the cases that use it.", entry.Value);
            }
        }

        return filters;
    }
}
