using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Engine.Templating;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Running;

/// <summary>
/// Fills the variables of a promptfoo config, each of which may be a template over the others. As in promptfoo, the first plain
/// <c>{{ name }}</c> of each is replaced in five rounds, so that variables may name one another, which assertions see too. For a prompt that is
/// no JSON, what still is a template is rendered once, unless it names something that is no variable: such a text (a piece of LaTeX, another
/// program's template) stays as it is, with a warning.
/// Only texts are templates, not what lies in a list or an object. One line break at a text's end, which every block scalar has, is not part of it.
/// </summary>
internal sealed partial class VariableTemplates(TestCase test, CaseTemplates templates, Action<string> warn, CancellationToken cancellationToken)
{
    const int Rounds = 5;

    // Texts of variables, kept apart so that one that has been filled is seen by those after it.
    readonly Dictionary<string, string> _texts = [];

    public static bool Any(JsonElement vars)
    {
        foreach (JsonProperty property in vars.EnumerateObject())
        {
            if (IsTemplate(property.Value) || EndsLine(property.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The variables once each that names others has been filled with them.</summary>
    /// <param name="literal">Variables whose values are data whatever they look like, such as a model's earlier output.</param>
    /// <exception cref="TemplateException">A variable grows without end (PTM4003).</exception>
    public JsonElement Replace(IReadOnlySet<string> literal)
    {
        ReadTexts(literal);
        foreach ((string name, string text) in _texts.ToArray())
        {
            _texts[name] = text.EndsWith('\n') ? text[..^1] : text;
        }

        string[] names = [.. _texts.Keys];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string name in names)
            {
                ReplaceName(name);
            }
        }

        return With(_texts);
    }

    /// <summary>The variables as a prompt sees them, once <see cref="Replace"/> has been: what still is a template is rendered, save for a prompt in JSON.</summary>
    /// <param name="literal">Variables whose values are data.</param>
    /// <param name="inJson">Whether the prompt is JSON.</param>
    /// <exception cref="TemplateException">A variable does not render (PTM4003).</exception>
    public JsonElement Render(IReadOnlySet<string> literal, bool inJson)
    {
        ReadTexts(literal);
        Dictionary<string, string> rendered = new(_texts, StringComparer.Ordinal);
        foreach ((string name, string text) in _texts)
        {
            if (IsTemplate(text))
            {
                rendered[name] = Render(name, text, inJson);
            }
        }

        return With(rendered);
    }

    void ReadTexts(IReadOnlySet<string> literal)
    {
        foreach (JsonProperty property in test.Vars.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && !literal.Contains(property.Name))
            {
                _texts[property.Name] = property.Value.GetString()!;
            }
        }
    }

    void ReplaceName(string variable)
    {
        string text = _texts[variable];
        if (!text.Contains("{{", StringComparison.Ordinal) || PlainName().Match(text) is not { Success: true } match || ValueOf(match.Groups["name"].Value) is not { } value)
        {
            return;
        }

        if ((long)text.Length + value.Length > templates.Options.Limits.MaxOutputLength)
        {
            throw new TemplateException(new(
                DiagnosticCodes.RenderFailed, DiagnosticSeverity.Error, $"the variable '{variable}' grew past {templates.Options.Limits.MaxOutputLength} characters", test.Location));
        }

        _texts[variable] = string.Concat(text.AsSpan(0, match.Index), value, text.AsSpan(match.Index + match.Length));
    }

    string? ValueOf(string name) => _texts.TryGetValue(name, out string? text) ? text
        : test.Vars.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.String ? JsConversion.ToText(Value.FromJson(value))
        : null;

    string Render(string name, string text, bool inJson)
    {
        if (UnknownName(text) is { } unknown)
        {
            if (templates.Options.Strict)
            {
                throw new TemplateException(new(
                    DiagnosticCodes.RenderFailed, DiagnosticSeverity.Error, $"the variable '{name}' names '{unknown}', which the case does not have", test.Location));
            }

            warn($"The variable '{name}' names '{unknown}', which the case does not have, so it stays as it is.");
            return text;
        }

        if (inJson)
        {
            warn($"The variable '{name}' stays as it is: in a prompt of JSON a variable may name others, and is no template beyond that.");
            return text;
        }

        try
        {
            return templates.Fill(text, test.Location, test.Vars, cancellationToken);
        }
        catch (TemplateException e) when (e.Diagnostic.Code == DiagnosticCodes.TemplateSyntax)
        {
            warn($"The variable '{name}' is no valid template and stays as it is: {e.Diagnostic.Message}");
            return text;
        }
    }

    // The names that promptfoo looks for: the first one in an output, an 'if' and a 'for', and a list that is looped over by its plain name.
    string? UnknownName(string text)
    {
        text = Comment().Replace(text, "");
        HashSet<string> loops = new(StringComparer.Ordinal);
        foreach (Match loop in Loop().Matches(text))
        {
            loops.Add(loop.Groups["name"].Value);
            if (!IsKnown(loop.Groups["list"].Value))
            {
                return loop.Groups["list"].Value;
            }
        }

        return Output().Matches(text).Concat(Tag().Matches(text))
            .Where(match => !IsKnown(match.Groups["name"].Value) && !(match.Groups["rest"].Length == 0 && loops.Contains(match.Groups["name"].Value)))
            .Select(match => match.Groups["name"].Value)
            .FirstOrDefault();
    }

    bool IsKnown(string name) => name == "env" || test.Vars.TryGetProperty(name, out _);

    JsonElement With(Dictionary<string, string> texts)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in test.Vars.EnumerateObject())
            {
                if (texts.TryGetValue(property.Name, out string? text))
                {
                    writer.WriteString(property.Name, text);
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    static bool IsTemplate(JsonElement value) => value.ValueKind == JsonValueKind.String && IsTemplate(value.GetString()!);

    static bool EndsLine(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.EndsWith('\n');

    static bool IsTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal);

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_]+)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{%\s*for\s+(?<name>[A-Za-z0-9_]+)\s+in\s+(?<list>[A-Za-z0-9_]+)\s*%\}", RegexOptions.None, 1000)]
    private static partial Regex Loop();

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<rest>[^\s}|]*)\s*(?:\|[^}]*)?\}\}", RegexOptions.None, 1000)]
    private static partial Regex Output();

    [GeneratedRegex(@"\{%\s*(?:if|for)\s+(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<rest>[^\s%]*)", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
