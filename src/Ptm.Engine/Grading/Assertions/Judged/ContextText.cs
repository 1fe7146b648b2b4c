using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Engine.Grading.Metrics;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>The context that an answer is held against: what the assertion's <c>contextTransform</c> finds in the output, else the variable <c>context</c>; a text, or a list of pieces.</summary>
internal static partial class ContextText
{
    const int MostPieces = 1_000;

    /// <exception cref="JudgeException">There is none.</exception>
    public static IReadOnlyList<string> PiecesOf(CheckInput input) =>
        Value(input) is { ValueKind: JsonValueKind.Array } list
            ? Texts(list)
            : [.. Sentences().Split(Of(input)).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0).Take(MostPieces)];

    /// <exception cref="JudgeException">There is none.</exception>
    public static string Of(CheckInput input)
    {
        JsonElement? value = Value(input);
        string? text = value switch
        {
            { ValueKind: JsonValueKind.String } one => one.GetString(),
            { ValueKind: JsonValueKind.Array } list => string.Join("\n\n", Texts(list)),
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            _ => throw new JudgeException(DiagnosticCodes.InvalidValue, "the context is a text or a list of texts"),
        };
        return string.IsNullOrWhiteSpace(text)
            ? throw JudgeException.InputMissing("context. Give the case a variable 'context', or the assertion a contextTransform that finds it in the output")
            : text;
    }

    /// <summary>The question that was to be answered: the variable <c>query</c>.</summary>
    /// <exception cref="JudgeException">There is none.</exception>
    public static string Query(JudgedCase graded) =>
        graded.Variable("query") is { } query && !string.IsNullOrWhiteSpace(query) ? query : throw JudgeException.InputMissing("query. Give the case a variable 'query', the question that the output answers");

    static JsonElement? Value(CheckInput input) =>
        input.Context is { } found ? found.ToJson()
        : input.Grading.Case.Vars.TryGetProperty("context", out JsonElement context) ? context
        : null;

    static string[] Texts(JsonElement list) =>
    [
        .. list.EnumerateArray().Take(MostPieces).Select(item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new JudgeException(DiagnosticCodes.InvalidValue, "the context is a text or a list of texts, and an item of its list is none")),
    ];

    [GeneratedRegex(@"(?<=[.!?。！？])\s+|\n+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Sentences();
}
