using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ptm.Engine.Library.Yaml;

/// <summary>Heeds the tags of YAML's core schema and refuses every other, which would make an object of a program's own.</summary>
internal static class YamlTags
{
    const string Core = "tag:yaml.org,2002:";

    /// <summary>Whether a scalar's text says its type, because it is written plain or tagged as a number, a boolean or null.</summary>
    /// <exception cref="PtmException">PTM3002: the tag is not known, or the text is nothing of that type.</exception>
    public static bool IsPlain(Scalar scalar, string path)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain;
        }

        YamlScalarType wanted = scalar.Tag.Value switch
        {
            "!" or Core + "str" => YamlScalarType.Text,
            Core + "int" or Core + "float" => YamlScalarType.Number,
            Core + "bool" => YamlScalarType.Boolean,
            Core + "null" => YamlScalarType.Null,
            _ => throw Unknown(scalar, path),
        };
        if (wanted == YamlScalarType.Text)
        {
            return false;
        }

        return YamlCoreSchema.TypeOf(scalar.Value) == wanted ? true : throw Error($"The tag {Short(scalar.Tag.Value)} does not fit '{scalar.Value}'.", scalar.Start, path);
    }

    /// <exception cref="PtmException">PTM3002: the tag is not that of a plain list or mapping.</exception>
    public static void RequireKnown(NodeEvent start, string name, string path)
    {
        if (!start.Tag.IsEmpty && start.Tag.Value != "!" && start.Tag.Value != Core + name)
        {
            throw Unknown(start, path);
        }
    }

    static PtmException Unknown(NodeEvent node, string path) =>
        Error($"The tag {Short(node.Tag.Value)} is not known here; !!str, !!int, !!float, !!bool, !!null, !!seq and !!map are.", node.Start, path);

    static string Short(string tag) => tag.StartsWith(Core, StringComparison.Ordinal) ? "!!" + tag[Core.Length..] : tag;

    static PtmException Error(string message, Mark at, string path) =>
        new(new Diagnostic(DiagnosticCodes.InvalidSyntax, DiagnosticSeverity.Error, message, new(path, (int)at.Line, (int)at.Column)));
}
