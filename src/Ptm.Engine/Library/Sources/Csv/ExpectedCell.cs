using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Assertions;

namespace Ptm.Engine.Library.Sources.Csv;

/// <summary>
/// Reads the little language of <c>__expected</c> cells: <c>type: value</c>, <c>type(threshold): value</c>, <c>type</c> alone,
/// a few short names, a file of code; every other text is what the output has to equal.
/// </summary>
internal static partial class ExpectedCell
{
    const double DefaultThreshold = 0.75;
    const double SimilarThreshold = 0.8;

    static readonly FrozenSet<string> _withThreshold = new[]
    {
        "answer-relevance", "classifier", "context-faithfulness", "context-recall", "context-relevance", "cost", "latency",
        "levenshtein", "perplexity", "perplexity-score", "rouge-n", "similar", "starts-with",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string> _lists = new[] { "contains-all", "contains-any", "icontains-all", "icontains-any" }.ToFrozenSet(StringComparer.Ordinal);

    // Types of promptfoo that a cell cannot name: there they are texts to compare with.
    static readonly FrozenSet<string> _neverInCells = new[]
    {
        "assert-set", "human", "max-score", "select-best", "rouge-l", "rouge-s", "f-score", "similar:cosine", "similar:dot", "similar:euclidean",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly string[] s_names = [.. AssertionCatalog.Names.Where(name => !_neverInCells.Contains(name)).SelectMany(name => new[] { name, AssertionCatalog.Inverse + name })];

    /// <summary>The assertion that a cell means; null for an empty one.</summary>
    /// <exception cref="PtmException">The cell looks like an assertion and is none.</exception>
    public static Assertion? Read(string cell, SourceLocation place)
    {
        string text = cell.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        return Code(text) is var (language, code) ? Make(language, code, null, place)
            : Typed(text, place) ?? Make("equals", text, null, place);
    }

    static (string Type, string Value)? Code(string text) => text switch
    {
        _ when text.StartsWith("fn:", StringComparison.Ordinal) => ("javascript", text[3..].Trim()),
        _ when text.StartsWith("eval:", StringComparison.Ordinal) => ("javascript", text[5..].Trim()),
        _ when text.StartsWith("grade:", StringComparison.Ordinal) => ("llm-rubric", text[6..]),
        _ when text.StartsWith("llm-rubric:", StringComparison.Ordinal) => ("llm-rubric", text["llm-rubric:".Length..]),
        _ when text.StartsWith(FileReference.Scheme, StringComparison.Ordinal) && CodeFile().Match(text) is { Success: true } file => (Language(file.Groups["extension"].Value), text),
        _ => null,
    };

    static string Language(string extension) => extension switch
    {
        "py" => "python",
        "rb" => "ruby",
        _ => "javascript",
    };

    static Assertion? Typed(string text, SourceLocation place)
    {
        if (ExpectedShape.Of(text) is not { } shape)
        {
            return null;
        }

        string type = shape.Type;
        string plain = type.StartsWith(AssertionCatalog.Inverse, StringComparison.Ordinal) ? type[AssertionCatalog.Inverse.Length..] : type;
        bool isKnown = AssertionCatalog.SupportOf(type) != AssertionSupport.Unknown && !_neverInCells.Contains(plain) && !plain.StartsWith("promptfoo:", StringComparison.Ordinal);
        if (!isKnown)
        {
            // "Note: x" is a text; "contain: x" is a check that was meant.
            return (shape.Value is not null || shape.Threshold is not null) && (type.Contains('-', StringComparison.Ordinal) || type.Length > 6) && NearestName.Of(type, s_names) is { } nearest
                ? throw Error(DiagnosticCodes.HiddenChecks, $"There is no assertion '{type}'. Did you mean '{nearest}'? For the text itself write 'equals: {text}'.", place)
                : null;
        }

        if (shape.Threshold is null)
        {
            return Make(type, shape.Value, Default(plain), place);
        }

        if (!double.TryParse(shape.Threshold, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double threshold))
        {
            throw Error(DiagnosticCodes.InvalidValue, $"'{shape.Threshold}' is no threshold; a number of 0 or more is, with a point for the decimals.", place);
        }

        return Make(type, shape.Value, _withThreshold.Contains(plain) ? threshold : null, place);
    }

    static double? Default(string plain) => plain == "similar" ? SimilarThreshold : _withThreshold.Contains(plain) ? DefaultThreshold : null;

    static Assertion Make(string type, string? value, double? threshold, SourceLocation place)
    {
        string plain = type.StartsWith(AssertionCatalog.Inverse, StringComparison.Ordinal) ? type[AssertionCatalog.Inverse.Length..] : type;
        return new()
        {
            Type = type,
            Value = value is null ? null : Json(value, _lists.Contains(plain)),
            Threshold = threshold,
            Location = place,
        };
    }

    // A list is taken apart before its templates are filled, so that a comma in a variable parts nothing.
    static JsonElement Json(string text, bool isList)
    {
        JsonElement json = JsonSerializer.SerializeToElement(text);
        return isList && TextList.Read(json, out _) is { } items ? JsonSerializer.SerializeToElement(items) : json;
    }

    static PtmException Error(string code, string message, SourceLocation place) => new(new Diagnostic(code, DiagnosticSeverity.Error, message, place));

    [GeneratedRegex(@"^file://.*\.(?<extension>js|cjs|mjs|ts|cts|mts|py|rb)(:[A-Za-z_$][\w$.]*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CodeFile();
}
