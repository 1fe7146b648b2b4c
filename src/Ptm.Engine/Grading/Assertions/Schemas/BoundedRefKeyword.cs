using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>$ref</c> within <see cref="SchemaEffort"/>.</summary>
internal sealed class BoundedRefKeyword : Json.Schema.Keywords.RefKeyword
{
    public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        SchemaEffort.Ask();
        return base.Evaluate(keyword, context);
    }
}
