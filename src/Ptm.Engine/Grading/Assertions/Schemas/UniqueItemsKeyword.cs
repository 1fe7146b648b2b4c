using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>uniqueItems</c> in linear time; the library's own compares every item with every other.</summary>
internal sealed class UniqueItemsKeyword : Json.Schema.Keywords.UniqueItemsKeyword
{
    public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (keyword.RawValue.ValueKind != JsonValueKind.True || context.Instance.ValueKind != JsonValueKind.Array)
        {
            return KeywordEvaluation.Ignore;
        }

        HashSet<JsonElement> seen = new(SameJson.Instance);
        int index = 0;
        foreach (JsonElement item in context.Instance.EnumerateArray())
        {
            SchemaEffort.Ask();
            if (!seen.Add(item))
            {
                return new KeywordEvaluation { Keyword = Name, IsValid = false, Error = $"expected items that differ, and item {index} is there twice" };
            }

            index++;
        }

        return new KeywordEvaluation { Keyword = Name, IsValid = true };
    }
}
