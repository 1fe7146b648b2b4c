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
    public static TemplateSettings Promptfoo(MappingReader reader) => new()
    {
        StrictVariables = Strict(reader),
        Environment = Environment(reader),
    };

    static Dictionary<string, string> Environment(MappingReader reader)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in reader.Child("env")?.Mapping.Entries ?? [])
        {
            switch (entry.Value)
            {
                case YamlScalar { Type: YamlScalarType.Null }:
                    break;
                case YamlScalar scalar:
                    values[entry.Key.Text] = scalar.Text;
                    break;
                default:
                    reader.File.Error(DiagnosticCodes.InvalidValue, $"'{entry.Key.Text}' of 'env' takes text, and this is {entry.Value.Kind}.", entry.Value);
                    break;
            }
        }

        return values;
    }
}
