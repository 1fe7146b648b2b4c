using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>type</c>, for which a number beyond all numbers (<c>1e400</c>) has none: whoever reads it gets infinity.</summary>
internal sealed class TypeKeyword : IKeywordHandler
{
    static readonly Json.Schema.Keywords.TypeKeyword s_library = Json.Schema.Keywords.TypeKeyword.Instance;

    public string Name => s_library.Name;

    public object? ValidateKeywordValue(JsonElement value) => s_library.ValidateKeywordValue(value);

    public void BuildSubschemas(KeywordData keyword, BuildContext context) => s_library.BuildSubschemas(keyword, context);

    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) =>
        context.Instance.ValueKind == JsonValueKind.Number && !double.IsFinite(context.Instance.GetDouble())
            ? new KeywordEvaluation { Keyword = Name, IsValid = false, Error = $"{Quote.Of(context.Instance.GetRawText())} is too large to be a number" }
            : s_library.Evaluate(keyword, context);
}
