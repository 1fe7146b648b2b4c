using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>pattern</c> in the dialect the standard asks for, and with the time limit that the library's own lacks.</summary>
internal sealed class PatternKeyword : IKeywordHandler
{
    public string Name => "pattern";

    public object? ValidateKeywordValue(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new JsonSchemaException("'pattern' value must be a text");
        }

        (Regex? regex, string? flaw) = JavaScriptPattern.Compile(value.GetString()!, SchemaPatterns.Flags);
        return regex ?? throw new JsonSchemaException($"'pattern' is no JavaScript regular expression: {flaw}");
    }

    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
    }

    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (context.Instance.ValueKind != JsonValueKind.String)
        {
            return KeywordEvaluation.Ignore;
        }

        SchemaEffort.Ask();
        bool matches = ((Regex)keyword.Value!).IsMatch(context.Instance.GetString()!);
        return new KeywordEvaluation
        {
            Keyword = Name,
            IsValid = matches,
            Error = matches ? null : $"expected to match /{keyword.RawValue.GetString()}/",
        };
    }
}
