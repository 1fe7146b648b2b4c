using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>The schema keyword <c>format</c> with the formats of <see cref="SchemaFormats"/>, in every draft a check.</summary>
internal sealed class FormatKeyword : IKeywordHandler
{
    public string Name => "format";

    public object? ValidateKeywordValue(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : throw new JsonSchemaException("'format' value must be a text");

    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
    }

    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        string format = (string)keyword.Value!;
        bool matches = SchemaFormats.Matches(format, context.Instance);
        return new KeywordEvaluation
        {
            Keyword = Name,
            IsValid = matches,
            Error = matches ? null : $"expected the format {Quote.Of(format)}",
        };
    }
}
