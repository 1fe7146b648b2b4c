using Ptm.Engine.Library.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ptm.Engine.Library.Writing;

/// <summary>Puts other texts in the places of scalars of a YAML file: comments, layout and all else stay, which reading it again proves.</summary>
internal static class YamlEdit
{
    /// <summary>The file with the texts.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="yaml">What it holds.</param>
    /// <param name="find">Finds the scalars in the file's tree, each with how far a block in its place is indented and its new text.</param>
    /// <exception cref="PtmException">PTM5007: it cannot be done without changing something else.</exception>
    public static string Replace(string path, string yaml, Func<YamlNode, IEnumerable<(YamlScalar Node, int Indent, string Text)>> find)
    {
        YamlNode root = Read(path, yaml);
        (YamlScalar Node, int Indent, string Text)[] edits = [.. find(root).Where(edit => edit.Node.Text != edit.Text)];
        foreach ((YamlScalar node, int indent, string text) in edits.OrderByDescending(edit => (edit.Node.Line, edit.Node.Column)))
        {
            // Those further down were replaced already, so that this one's place still holds.
            YamlNode before = Read(path, yaml);
            Scalar scalar = ScalarAt(yaml, node) ?? throw Refused(path, "the text has an anchor or a tag", node);
            yaml = new ScalarEdit(yaml, scalar, indent).With(text).FirstOrDefault(changed => IsThat(path, changed, before, node, text))
                ?? throw Refused(path, "it cannot be written there without changing something else, such as another use of the text by an alias", node);
        }

        return yaml;
    }

    static YamlNode Read(string path, string yaml) => YamlFile.Parse(path, new StringReader(yaml)) ?? throw Refused(path, "the file is empty", null);

    static bool IsThat(string path, string yaml, YamlNode before, YamlScalar edited, string text)
    {
        try
        {
            int met = 0;
            return YamlFile.Parse(path, new StringReader(yaml)) is { } after && AreSame(before, after, edited, text, ref met) && met == 1;
        }
        catch (PtmException)
        {
            return false;
        }
    }

    static bool AreSame(YamlNode before, YamlNode after, YamlScalar edited, string text, ref int met)
    {
        switch (before, after)
        {
            case (YamlScalar old, YamlScalar @new) when old.Line == edited.Line && old.Column == edited.Column:
                met++;
                return @new.Text == text && @new.Type == YamlScalarType.Text;
            case (YamlScalar old, YamlScalar @new):
                return old.Text == @new.Text && old.Type == @new.Type;
            case (YamlSequence old, YamlSequence @new) when old.Items.Count == @new.Items.Count:
                for (int index = 0; index < old.Items.Count; index++)
                {
                    if (!AreSame(old.Items[index], @new.Items[index], edited, text, ref met))
                    {
                        return false;
                    }
                }

                return true;
            case (YamlMapping old, YamlMapping @new) when old.Entries.Count == @new.Entries.Count:
                for (int index = 0; index < old.Entries.Count; index++)
                {
                    if (!AreSame(old.Entries[index].Key, @new.Entries[index].Key, edited, text, ref met) || !AreSame(old.Entries[index].Value, @new.Entries[index].Value, edited, text, ref met))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    static Scalar? ScalarAt(string yaml, YamlScalar node)
    {
        Parser parser = new(new Scanner(new StringReader(yaml), skipComments: true));
        while (parser.MoveNext())
        {
            if (parser.Current is Scalar scalar && scalar.Start.Line == node.Line && scalar.Start.Column == node.Column)
            {
                return scalar.Anchor.IsEmpty && scalar.Tag.IsEmpty ? scalar : null;
            }
        }

        return null;
    }

    static PtmException Refused(string path, string why, YamlNode? at) =>
        new(new Diagnostic(DiagnosticCodes.Conflict, DiagnosticSeverity.Error, $"A better prompt cannot be written into this file: {why}. Put it there by hand.", at?.In(path) ?? new(path)));
}
