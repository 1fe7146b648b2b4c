using System.Diagnostics.CodeAnalysis;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ptm.Engine.Library.Yaml;

/// <summary>
/// Reads a YAML 1.2 file into nodes with places: anchors and merge keys resolved, a duplicate key refused with both lines,
/// entangled aliases and deep nesting stopped at a limit.
/// </summary>
internal sealed class YamlFile
{
    const int MaxDepth = 200;
    const int MaxBytes = 256 * 1024 * 1024;

    // A byte that is no UTF-8 would become another letter in prompt and check alike.
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string _path;
    readonly Scanner _scanner;
    readonly Parser _parser;
    readonly Dictionary<string, AnchoredNode> _anchors = new(StringComparer.Ordinal);
    readonly AliasBudget _budget = new();

    // The numbers of the entries whose values are being read, outermost first, and those entries behind it that hold an anchor.
    readonly List<int> _open = [];
    readonly Dictionary<int, YamlEntry> _withAnchors = [];

    // Keys and types repeat in every case; one string serves all of them.
    readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    int _depth;
    int _entries;
    int _anchored;

    YamlFile(string path, TextReader reader)
    {
        _path = path;
        _scanner = new(reader, skipComments: true);
        _parser = new(_scanner);
    }

    /// <summary>Reads a file. An empty one is null.</summary>
    /// <exception cref="PtmException">PTM3001: it cannot be read; PTM3002: no valid YAML; PTM3006: a key is there twice; PTM3008: too large, deep or entangled.</exception>
    public static YamlNode? Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MaxBytes)
            {
                throw Error(DiagnosticCodes.LimitExceeded, $"The file has {file.Length} bytes; at most {MaxBytes} are read.", new(path));
            }

            using StreamReader reader = new(path, s_utf8, detectEncodingFromByteOrderMarks: true);
            return Parse(path, reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(DiagnosticCodes.FileNotFound, $"The file cannot be read: {e.Message}", new(path), e);
        }
    }

    /// <summary>Reads YAML from <paramref name="reader"/>, naming <paramref name="path"/> in errors.</summary>
    public static YamlNode? Parse(string path, TextReader reader)
    {
        YamlFile file = new(path, reader);
        try
        {
            return file.Document();
        }
        catch (YamlException e)
        {
            bool isTab = e.Message.Contains("tab", StringComparison.Ordinal);
            throw Error(DiagnosticCodes.InvalidSyntax, Explain(e), file.At(isTab ? file._scanner.CurrentPosition : e.Start), e);
        }
        catch (DecoderFallbackException e)
        {
            throw Error(DiagnosticCodes.InvalidSyntax, "The file is not UTF-8 after this place; save it as UTF-8.", file.At(file._scanner.CurrentPosition), e);
        }
        catch (Exception e) when (e is not (PtmException or IOException))
        {
            // The scanner trips over some broken files with an exception of another kind.
            throw Error(DiagnosticCodes.InvalidSyntax, "No valid YAML: a list or mapping before this place is not closed.", file.At(file._scanner.CurrentPosition), e);
        }
    }

    static string Explain(YamlException e) =>
        e.Message.Contains("cannot start any token", StringComparison.Ordinal)
            ? "No valid YAML: this character cannot start a value. A tab does not indent in YAML, and text that begins with a special character needs quotes."
        : e.Message.Contains("tab", StringComparison.Ordinal)
            ? "No valid YAML: a tab does not indent in YAML; use spaces."
            : $"No valid YAML: {e.Message}";

    YamlNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (TryTake(out StreamEnd? _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        YamlNode root = Node();
        _parser.Consume<DocumentEnd>();
        if (TryTake(out DocumentStart? second))
        {
            throw Error(DiagnosticCodes.InvalidSyntax, "A second document begins here; one file holds one document.", At(second.Start));
        }

        return root is YamlScalar { Type: YamlScalarType.Null } ? null : root;
    }

    YamlNode Node()
    {
        if (TryTake(out AnchorAlias? alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out AnchoredNode? target))
            {
                throw Error(DiagnosticCodes.InvalidSyntax, $"The alias *{alias.Value} has no anchor &{alias.Value} before it. Text that begins with *, such as a pattern of files, needs quotes.", At(alias.Start));
            }

            Spend(target.Nodes, target.Letters, alias.Start);
            Share(target.Within);
            return target.Node;
        }

        if (TryTake(out Scalar? scalar))
        {
            string text = scalar.Value.Length <= 24 ? Intern(scalar.Value) : scalar.Value;
            (long nodes, long letters) = _budget.Read(1, text.Length);
            return Anchored(scalar, new YamlScalar(text, YamlTags.IsPlain(scalar, _path), (int)scalar.Start.Line, (int)scalar.Start.Column), nodes, letters);
        }

        if (++_depth > MaxDepth)
        {
            throw Error(DiagnosticCodes.LimitExceeded, $"Values are nested more than {MaxDepth} deep.", At(_parser.Current!.Start));
        }

        YamlNode collection = TryTake(out SequenceStart? sequence)
            ? Sequence(sequence)
            : Mapping(_parser.Consume<MappingStart>());
        _depth--;
        return collection;
    }

    YamlSequence Sequence(SequenceStart start)
    {
        YamlTags.RequireKnown(start, "seq", _path);
        (long nodes, long letters) = _budget.Read(1, 0);
        List<YamlNode> items = [];
        while (!TryTake(out SequenceEnd? _))
        {
            items.Add(Node());
        }

        return Anchored(start, new YamlSequence(items, (int)start.Start.Line, (int)start.Start.Column), nodes, letters);
    }

    YamlMapping Mapping(MappingStart start)
    {
        YamlTags.RequireKnown(start, "map", _path);
        (long nodes, long letters) = _budget.Read(1, 0);
        List<YamlEntry> entries = [];
        HashSet<string>? names = null;
        List<YamlNode>? merged = null;
        while (!TryTake(out MappingEnd? _))
        {
            YamlNode key = Node();
            if (key is not YamlScalar name)
            {
                throw Error(DiagnosticCodes.InvalidSyntax, $"A key is text, and this is {key.Kind}. A value such as {{{{ name }}}} needs quotes.", key.In(_path));
            }

            YamlEntry entry = Entry(name);
            if (name.Text == "<<")
            {
                (merged ??= []).Add(entry.Value);
                continue;
            }

            Add(entries, ref names, entry);
        }

        if (merged is not null)
        {
            HashSet<string> own = new(entries.Select(entry => entry.Key.Text), StringComparer.Ordinal);
            merged.ForEach(source => Merge(entries, own, source, start.Start));
        }

        return Anchored(start, new YamlMapping(entries, (int)start.Start.Line, (int)start.Start.Column), nodes, letters);
    }

    YamlEntry Entry(YamlScalar key)
    {
        int number = _entries++;
        int anchored = _anchored;
        _open.Add(number);
        YamlEntry entry = new(key, Node());
        _open.RemoveAt(_open.Count - 1);
        if (_anchored > anchored)
        {
            _withAnchors.Add(number, entry);
        }

        return entry;
    }

    // An entry that is still being read holds the alias as well as the anchor.
    void Share(int[] within)
    {
        for (int depth = within.Length - 1; depth >= 0 && !(depth < _open.Count && _open[depth] == within[depth]); depth--)
        {
            if (_withAnchors.TryGetValue(within[depth], out YamlEntry? entry))
            {
                entry.IsShared = true;
            }
        }
    }

    void Add(List<YamlEntry> entries, ref HashSet<string>? names, YamlEntry entry)
    {
        // Most mappings are small, and looking through them costs less than a set.
        if (entries.Count == 16)
        {
            names = new(entries.Select(existing => existing.Key.Text), StringComparer.Ordinal);
        }

        if ((names is null || !names.Add(entry.Key.Text)) && entries.Find(existing => existing.Key.Text == entry.Key.Text) is { } first)
        {
            throw Error(
                DiagnosticCodes.Duplicate,
                $"The key '{entry.Key.Text}' is here a second time; the first is on line {first.Key.Line}. One of the two would be lost.",
                entry.Key.In(_path));
        }

        entries.Add(entry);
    }

    // A key of the mapping itself wins over a merged one, an earlier merged mapping over a later one (YAML merge key draft).
    void Merge(List<YamlEntry> entries, HashSet<string> taken, YamlNode source, Mark at)
    {
        switch (source)
        {
            case YamlMapping mapping:
                // A chain of mappings that each merge the one before copies the first one's entries over and over.
                Spend(mapping.Entries.Count, 0, at);
                entries.AddRange(mapping.Entries.Where(entry => taken.Add(entry.Key.Text)));
                break;
            case YamlSequence sequence:
                sequence.Items.ForEach(item => Merge(entries, taken, item, at));
                break;
            default:
                throw Error(DiagnosticCodes.InvalidSyntax, $"'<<' merges a mapping, and this is {source.Kind}.", source.In(_path));
        }
    }

    void Spend(long nodes, long letters, Mark at)
    {
        if (!_budget.TrySpend(nodes, letters))
        {
            throw Error(DiagnosticCodes.LimitExceeded, $"Aliases of this file unfold to more than {AliasBudget.MaxNodes} values or {AliasBudget.MaxLetters} letters.", At(at));
        }
    }

    // YamlDotNet's own TryConsume does not say when its result is null.
    bool TryTake<TEvent>([NotNullWhen(true)] out TEvent? taken)
        where TEvent : ParsingEvent
    {
        taken = null;
        if (_parser.Current is null && !_parser.MoveNext())
        {
            return false;
        }

        if (_parser.Current is not TEvent current)
        {
            return false;
        }

        taken = current;
        _parser.MoveNext();
        return true;
    }

    TNode Anchored<TNode>(NodeEvent start, TNode node, long nodesBefore, long lettersBefore)
        where TNode : YamlNode
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchored++;
            _anchors[start.Anchor.Value] = new(node, _budget.Nodes - nodesBefore, _budget.Letters - lettersBefore, [.. _open]);
        }

        return node;
    }

    string Intern(string text)
    {
        if (_keys.TryGetValue(text, out string? known))
        {
            return known;
        }

        // Bounded, so that a file of nothing but different short texts does not pay for it.
        if (_keys.Count < 1000)
        {
            _keys.Add(text, text);
        }

        return text;
    }

    SourceLocation At(Mark mark) => new(_path, (int)mark.Line, (int)mark.Column);

    static PtmException Error(string code, string message, SourceLocation location, Exception? inner = null) =>
        new(new Diagnostic(code, DiagnosticSeverity.Error, message, location), inner);
}
