using System.Text;
using Ptm.Engine.Library.Sources;
using Ptm.Engine.Library.Sources.Prompts;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Optimizing.Candidates;

namespace Ptm.Engine.Library.Writing;

/// <summary>The change of the file that holds a prompt which gives it another text. Nothing is written before <see cref="Apply"/>.</summary>
internal sealed class PromptPatch
{
    const char ByteOrderMark = '\uFEFF';

    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string _before;
    readonly string _after;

    PromptPatch(string file, string before, string after)
    {
        File = file;
        _before = before;
        _after = after;
    }

    /// <summary>The file, absolute.</summary>
    public string File { get; }

    /// <summary>The change that makes one prompt of the other.</summary>
    /// <param name="prompt">The prompt as its file holds it.</param>
    /// <param name="better">The same with other texts.</param>
    /// <exception cref="PtmException">PTM5007: the file has changed, or holds the text in a way that is not edited; PTM3001: it cannot be read.</exception>
    public static PromptPatch Of(PromptDefinition prompt, PromptDefinition better)
    {
        string file = FileOf(prompt);
        string before = Read(file);
        string mark = before.StartsWith(ByteOrderMark) ? before[..1] : "";
        string content = before[mark.Length..];
        string after = !prompt.IsPromptfoo ? YamlEdit.Replace(file, content, root => OfPromptFile(file, root, prompt, better))
            : file == prompt.Location!.File ? YamlEdit.Replace(file, content, root => OfConfig(file, root, prompt, better))
            : OfTextFile(file, content, prompt, better);
        return new(file, before, mark + after);
    }

    /// <summary>The file that holds a prompt's text, absolute; a promptfoo config may have it in a file of its own.</summary>
    /// <exception cref="PtmException">PTM5007: it comes from no file.</exception>
    public static string FileOf(PromptDefinition prompt) => prompt switch
    {
        { Location: null } => throw Refused("", "it comes from no file"),
        { IsPromptfoo: true, TextLocation: { } text } => text.File,
        _ => prompt.Location.File,
    };

    /// <summary>Why a better prompt could not be written into its file, as far as that can be told before there is one; null where it could.</summary>
    /// <param name="prompt">The prompt as its file holds it.</param>
    /// <returns>An error where no part of it can be changed, a warning where some can.</returns>
    public static Diagnostic? FlawOf(PromptDefinition prompt)
    {
        PromptParts parts = PromptParts.Of(prompt);
        string[] texts = [.. parts.Parts.Select(part => part.Text)];
        List<Diagnostic> flaws = [];
        for (int index = 0; index < texts.Length; index++)
        {
            try
            {
                Of(prompt, parts.With([.. texts.Select((text, place) => place == index ? Longer(text) : text)]));
            }
            catch (PtmException e)
            {
                flaws.Add(e.Diagnostics[0]);
            }
        }

        return flaws.Count == 0 ? null : flaws[0] with { Severity = flaws.Count == texts.Length ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning };
    }

    // Of JSON it is a text that grows, as all else has to stay.
    static string Longer(string text) => JsonTexts.Read(text) is { Texts.Count: > 0 } json
        ? json.With([.. json.Texts.SkipLast(1), json.Texts[^1] + " x"])
        : text.TrimEnd() + " x" + text[text.TrimEnd().Length..];

    /// <summary>The change as <c>git apply</c> takes it in <paramref name="folder"/>.</summary>
    public string Diff(string folder)
    {
        string name = Path.GetRelativePath(folder, File).Replace('\\', '/');
        return UnifiedDiff.Of(_before, _after, $"a/{name}", $"b/{name}");
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="PtmException">PTM5007: it was changed meanwhile; PTM3001: it cannot be written.</exception>
    public void Apply()
    {
        if (Read(File) != _before)
        {
            throw Refused(File, "the file was changed meanwhile");
        }

        // A link stays one: what it leads to is written.
        string target = new FileInfo(File).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? File;

        // Another extension than .yaml: a library that is read meanwhile must not find it.
        string part = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            System.IO.File.WriteAllBytes(part, s_utf8.GetBytes(_after));
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.SetUnixFileMode(part, System.IO.File.GetUnixFileMode(target));
            }

            System.IO.File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The file cannot be written: {e.Message}", new(File)), e);
        }
        finally
        {
            System.IO.File.Delete(part);
        }
    }

    static IEnumerable<(YamlScalar Node, int Indent, string Text)> OfPromptFile(string file, YamlNode root, PromptDefinition prompt, PromptDefinition better)
    {
        if (better.Text is { } text)
        {
            return root is YamlMapping mapping && mapping.Find("prompt_text") is { Value: YamlScalar node } entry && node.Text == prompt.Text
                ? [(node, entry.Key.Column + 1, text)]
                : throw Changed(file);
        }

        return Messages((root as YamlMapping)?.Find("messages")?.Value, file, prompt.Messages, better.Messages.Select(message => message.Content));
    }

    static IEnumerable<(YamlScalar Node, int Indent, string Text)> Messages(YamlNode? node, string file, IReadOnlyList<ChatMessage> before, IEnumerable<string> after)
    {
        YamlEntry?[] contents = node is not YamlSequence list ? [] : [.. list.Items.Select(item => (item as YamlMapping)?.Find("content"))];
        return contents.Select(entry => (entry?.Value as YamlScalar)?.Text).SequenceEqual(before.Select(message => message.Content))
            ? [.. contents.Zip(after, (entry, text) => ((YamlScalar)entry!.Value, entry.Key.Column + 1, text))]
            : throw Changed(file);
    }

    // The text stands in the list of prompts, or in one of its mappings.
    static IEnumerable<(YamlScalar Node, int Indent, string Text)> OfConfig(string file, YamlNode root, PromptDefinition prompt, PromptDefinition better)
    {
        (YamlScalar Node, int Indent)[] found = [.. Inline((root as YamlMapping)?.Find("prompts")).Where(place => place.Node.Text == prompt.Text)];
        return found is [var only] ? [(only.Node, only.Indent, better.Text!)]
            : throw Refused(file, found.Length == 0 ? "the text does not stand in it as it is, or was changed" : "the text stands in it more than once");
    }

    static IEnumerable<(YamlScalar Node, int Indent)> Inline(YamlEntry? prompts) => prompts?.Value switch
    {
        YamlScalar scalar => [(scalar, prompts.Key.Column + 1)],
        YamlMapping mapping => Raw(mapping),
        YamlSequence list => list.Items.SelectMany(item => item switch
        {
            YamlScalar scalar => [(scalar, list.Column + 1)],
            YamlMapping mapping => Raw(mapping),
            _ => (IEnumerable<(YamlScalar, int)>)[],
        }),
        _ => [],
    };

    static IEnumerable<(YamlScalar Node, int Indent)> Raw(YamlMapping mapping) =>
        mapping.Find("raw") is { Value: YamlScalar raw } entry ? [(raw, entry.Key.Column + 1)] : [];

    static string OfTextFile(string file, string text, PromptDefinition prompt, PromptDefinition better) => FileReference.ExtensionOf(file) switch
    {
        ".md" or ".j2" => text == prompt.Text ? better.Text! : throw Changed(file),
        ".txt" => OfParts(file, text, prompt, better),
        ".jsonl" => OfLine(file, text, prompt, better),

        // What is JSON or YAML only once it is filled is the prompt as it stands.
        ".json" or ".yaml" or ".yml" when text == prompt.Text => better.Text!,
        ".json" => OfJson(file, text, prompt, better),
        ".yaml" or ".yml" => YamlEdit.Replace(file, text, root => OfYaml(file, root, prompt, better)),
        var extension => throw Refused(file, $"prompts of '{extension}' files are not edited"),
    };

    static string OfJson(string file, string text, PromptDefinition prompt, PromptDefinition better)
    {
        (JsonTexts before, JsonTexts after) = Texts(file, prompt, better);
        return JsonTexts.Read(text) is { } json && json.Shape == before.Shape && json.Texts.SequenceEqual(before.Texts) ? json.With(after.Texts) : throw Changed(file);
    }

    // The prompt is the file's YAML as JSON, with what messages of files of their own hold.
    static IEnumerable<(YamlScalar Node, int Indent, string Text)> OfYaml(string file, YamlNode root, PromptDefinition prompt, PromptDefinition better)
    {
        (JsonTexts before, JsonTexts after) = Texts(file, prompt, better);
        (YamlScalar Node, int Indent)[] nodes = [.. TextsIn(root, 1)];
        if (JsonTexts.Read(YamlJson.ToJson(root, file).GetRawText()) is not { } read || read.Shape != before.Shape
            || nodes.Zip(before.Texts).Any(pair => !FileReference.Is(pair.First.Node.Text) && pair.First.Node.Text != pair.Second))
        {
            throw Changed(file);
        }

        for (int index = 0; index < nodes.Length; index++)
        {
            (YamlScalar node, int indent) = nodes[index];
            if (after.Texts[index] != before.Texts[index])
            {
                yield return FileReference.Is(node.Text) ? throw Refused(file, $"a text of it stands in a file of its own, {node.Text}", node) : (node, indent, after.Texts[index]);
            }
        }
    }

    static (JsonTexts Before, JsonTexts After) Texts(string file, PromptDefinition prompt, PromptDefinition better) =>
        JsonTexts.Read(prompt.Text!) is not { } before ? throw Changed(file)
        : JsonTexts.Read(better.Text!) is { } after && after.Shape == before.Shape ? (before, after)
        : throw Refused(file, "more of its JSON is different than its texts");

    // In the order in which they stand in the JSON of it.
    static IEnumerable<(YamlScalar Node, int Indent)> TextsIn(YamlNode node, int indent) => node switch
    {
        YamlScalar scalar when YamlJson.IsText(scalar) => [(scalar, indent)],
        YamlSequence list => list.Items.SelectMany(item => TextsIn(item, list.Column + 1)),
        YamlMapping mapping => mapping.Entries.SelectMany(entry => TextsIn(entry.Value, entry.Key.Column + 1)),
        _ => [],
    };

    // A line is a prompt.
    static string OfLine(string file, string text, PromptDefinition prompt, PromptDefinition better)
    {
        string[] lines = text.Split('\n');
        int index = prompt.TextLocation!.Line - 1;
        return index >= lines.Length || lines[index].Trim() != prompt.Text ? throw Changed(file)
            : better.Text!.Contains('\n', StringComparison.Ordinal) || better.Text != better.Text.Trim() ? throw Refused(file, "it is no longer a line")
            : string.Join('\n', lines.Select((line, number) => number == index ? line.Replace(prompt.Text!, better.Text, StringComparison.Ordinal) : line));
    }

    // A file of texts holds several between lines of dashes.
    static string OfParts(string file, string text, PromptDefinition prompt, PromptDefinition better)
    {
        PromptText[] parts = [.. PromptFile.Parts(file, text)];
        int index = Array.FindIndex(parts, part => part.Text == prompt.Text);
        string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string written = prompt.Text!.Replace("\n", newLine, StringComparison.Ordinal);
        int at = text.IndexOf(written, StringComparison.Ordinal);
        if (index < 0 || at < 0 || text.IndexOf(written, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw index < 0 ? Changed(file) : Refused(file, "the text stands in it more than once, or between ends of lines of several kinds");
        }

        string changed = string.Concat(text.AsSpan(0, at), better.Text!.Replace("\n", newLine, StringComparison.Ordinal), text.AsSpan(at + written.Length));
        return PromptFile.Parts(file, changed).Select(part => part.Text).SequenceEqual(parts.Select((part, number) => number == index ? better.Text : part.Text))
            ? changed
            : throw Refused(file, "a line of it would part it into two prompts");
    }

    static string Read(string file)
    {
        try
        {
            return s_utf8.GetString(System.IO.File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The file cannot be read: {e.Message}", new(file)), e);
        }
    }

    static PtmException Changed(string file) => Refused(file, "the prompt in it was changed since the optimization began");

    static PtmException Refused(string file, string why, YamlNode? at = null) =>
        new(new Diagnostic(DiagnosticCodes.Conflict, DiagnosticSeverity.Error, $"A better prompt cannot be written into its file: {why}. Put it there by hand.", file.Length == 0 ? null : at?.In(file) ?? new(file)));
}
