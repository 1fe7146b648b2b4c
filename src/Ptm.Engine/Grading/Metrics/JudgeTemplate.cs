using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ptm.Engine.Library.Yaml;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// A question to a judge: the product's prompt of a name, or a template that a person wrote in its place (<c>rubricPrompt</c>), with what is filled into either.
/// A template is filled in one pass, so that nothing in an output or variable is ever a template.
/// </summary>
/// <param name="name">The product's prompt.</param>
internal sealed partial class JudgeTemplate(string name)
{
    // What only a prompt for scores by steps has; one for rubrics says nothing of scores from 0 to 10.
    static readonly string[] s_ofSteps = ["steps", "maxScore"];

    readonly Dictionary<string, string> _quoted = new(StringComparer.Ordinal);
    readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    readonly List<(string Place, string Other)> _aliases = [];

    /// <summary>The member of a <c>rubricPrompt</c> that holds several templates.</summary>
    public string Part { get; init; } = "";

    /// <summary>Whether a <c>rubricPrompt</c> that is one template is not for this question.</summary>
    public bool OnlyByPart { get; init; }

    /// <summary>The places of what is asked about, one of which a template has to show: without it nothing would be judged.</summary>
    public IReadOnlyList<string> Graded { get; init; } = ["output"];

    public string this[string place]
    {
        set => Add(place, JudgePrompt.Quoted(value), JsonSerializer.SerializeToElement(value));
    }

    public void Add(string place, IReadOnlyList<string> texts) => Add(place, JudgePrompt.Quoted(texts), JsonSerializer.SerializeToElement(texts));

    public void Add(string place, JsonElement value) => Add(place, CompactJson.Of(value), value);

    /// <summary>Says what a template may call a place besides its name.</summary>
    public void Alias(string place, params ReadOnlySpan<string> others)
    {
        foreach (string other in others)
        {
            _values[other] = _values[place];
            _aliases.Add((place, other));
        }
    }

    public RenderedPrompt Fill(JudgedCase graded, CancellationToken cancellationToken)
    {
        // What a case says holds for its assertions, not for the prompt's metrics.
        JsonElement? written = graded.Assertion is { } assertion ? assertion.RubricPrompt ?? graded.Input.Case.Setup.RubricPrompt : null;
        JsonElement? own = written is { ValueKind: JsonValueKind.Object } parts
            ? parts.TryGetProperty(Part, out JsonElement part) ? part : null
            : OnlyByPart || (Part.Length > 0 && graded.Assertion?.RubricPrompt is null && written is { } ofCase && !Names(ofCase, s_ofSteps)) ? null : written;
        return own is { } template ? new() { Text = Render(template, graded, cancellationToken) } : JudgePrompt.Of(name, _quoted);
    }

    /// <summary>Whether a case has a template of its own for what it asks judges.</summary>
    public static bool IsOwn(JudgedCase graded) => (graded.Assertion?.RubricPrompt ?? graded.Input.Case.Setup.RubricPrompt) is not null;

    string Render(JsonElement template, JudgedCase graded, CancellationToken cancellationToken)
    {
        string text = Chat(template) ?? template.GetRawText();
        if (text.StartsWith(AssertionFile.Prefix, StringComparison.Ordinal))
        {
            throw new JudgeException(
                graded.Input.Prompt.Location is null ? DiagnosticCodes.InvalidAssertion : DiagnosticCodes.NotSupportedYet,
                graded.Input.Prompt.Location is null ? $"rubricPrompt: {Code.LocalCode.Refused}" : $"a rubricPrompt that code makes ({Quote.Of(text)}) is not supported yet; write a text, a list of messages, or a file of either");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw Unseeing("is empty");
        }

        string[] judged = [.. Graded, .. _aliases.Where(alias => Graded.Contains(alias.Place)).Select(alias => alias.Other)];
        try
        {
            string question = Fill(text, graded, ValuesOf(graded), cancellationToken);
            return Shows(text, graded, judged, cancellationToken) ? question : throw Unseeing($"{Quote.Of(text)} does not show {{{{ {Graded[0]} }}}}");
        }
        catch (PtmException error)
        {
            throw new JudgeException(DiagnosticCodes.InvalidAssertion, $"the rubricPrompt could not be rendered: {error.Diagnostics[0].Message}");
        }
    }

    static JudgeException Unseeing(string flaw) => new(DiagnosticCodes.InvalidAssertion, $"the rubricPrompt {flaw}, so the judge would not see what it judges");

    static string Fill(string text, JudgedCase graded, JsonObject values, CancellationToken cancellationToken) =>
        graded.Input.Templates.FillChat(text, graded.Assertion?.Location, JsonSerializer.SerializeToElement(values), asWritten: false, cancellationToken);

    /// <summary>
    /// Whether what is judged arrives in the question: it is filled in once more with a mark that nobody can guess, at either end of what is judged or alone, for a template may
    /// cut it or ask about it. Where no mark renders, the template reads what is judged, and so sees it.
    /// </summary>
    bool Shows(string text, JudgedCase graded, IReadOnlyList<string> judged, CancellationToken cancellationToken)
    {
        // Digits alone, the same from both ends: they outlive upper, escape, dump and reverse.
        string half = RandomNumberGenerator.GetString("0123456789", 12);
        string mark = half + string.Concat(half.Reverse());
        int broken = 0;
        Func<string, string>[] marked = [shown => shown + mark, shown => mark + shown, _ => mark];
        foreach (Func<string, string> with in marked)
        {
            JsonObject values = ValuesOf(graded);
            foreach (string place in judged.Where(_values.ContainsKey))
            {
                values[place] = Marked(_values[place], with);
            }

            try
            {
                if (Fill(text, graded, values, cancellationToken).Contains(mark, StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (PtmException)
            {
                broken++;
            }
        }

        return broken == marked.Length;
    }

    // Of the turns of a conversation the answers are what is judged.
    static JsonNode? Marked(JsonElement value, Func<string, string> with) => value.ValueKind switch
    {
        JsonValueKind.String => with(JudgeObject.TextOf(value) ?? ""),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(item => Marked(item, with))]),
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().Select(member => KeyValuePair.Create(
            member.Name,
            member.NameEquals("output") || !value.TryGetProperty("output", out _) ? Marked(member.Value, with) : JsonNode.Parse(member.Value.GetRawText())))),
        _ => JsonNode.Parse(value.GetRawText()),
    };

    static bool Names(JsonElement template, IReadOnlyCollection<string> places) =>
        Tags().Matches((template.ValueKind == JsonValueKind.String ? template.GetString()! : template.GetRawText()).Replace("\\n", " ", StringComparison.Ordinal)).Any(tag => Words().Matches(tag.Value).Any(word => places.Contains(word.Value)));

    [GeneratedRegex(@"\{[{%].*?[}%]\}", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Words();

    // A chat in YAML becomes JSON before anything is filled in, so that no text can begin a message of its own.
    static string? Chat(JsonElement template)
    {
        if (template.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        string text = template.GetString()!;
        if (!text.AsSpan().TrimStart().StartsWith("- role:", StringComparison.Ordinal))
        {
            return text;
        }

        try
        {
            return YamlFile.Parse("", new StringReader(text)) is { } node && YamlJson.ToJson(node, "") is var read && Conversation.IsChat(read) ? read.GetRawText() : text;
        }
        catch (PtmException)
        {
            return text;
        }
    }

    JsonObject ValuesOf(JudgedCase graded)
    {
        JsonObject values = [];
        foreach (JsonProperty variable in graded.Input.Case.Vars.EnumerateObject())
        {
            values[variable.Name] = JsonNode.Parse(variable.Value.GetRawText());
        }

        foreach ((string place, JsonElement value) in _values)
        {
            values[place] = JsonNode.Parse(value.GetRawText());
        }

        return values;
    }

    void Add(string place, string quoted, JsonElement value)
    {
        _quoted[place] = quoted;
        _values[place] = value;
    }
}
