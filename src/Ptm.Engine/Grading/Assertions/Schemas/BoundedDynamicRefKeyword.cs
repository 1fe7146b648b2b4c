using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>$dynamicRef</c> within <see cref="SchemaEffort"/>.</summary>
internal sealed class BoundedDynamicRefKeyword : Json.Schema.Keywords.Draft202012.DynamicRefKeyword
{
    public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        SchemaEffort.Ask();
        return base.Evaluate(keyword, context);
    }
}
