using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schema keyword <c>$recursiveRef</c> within <see cref="SchemaEffort"/>.</summary>
internal sealed class BoundedRecursiveRefKeyword : Json.Schema.Keywords.Draft201909.RecursiveRefKeyword
{
    public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        SchemaEffort.Ask();
        return base.Evaluate(keyword, context);
    }
}
