using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads <c>compat: promptfoo</c>, which gives cases in which nothing is checked promptfoo's verdict.</summary>
internal static class CompatibilityReader
{
    public const string Key = "compat";

    public static bool Read(MappingReader reader)
    {
        switch (reader.Node(Key))
        {
            case null:
                return false;
            case YamlScalar { Text: "promptfoo" }:
                return true;
            case { } other:
                reader.File.Error(DiagnosticCodes.InvalidValue, $"'{Key}' takes promptfoo, and this is {(other is YamlScalar scalar ? $"'{scalar.Text}'" : other.Kind)}.", other);
                return false;
        }
    }
}
