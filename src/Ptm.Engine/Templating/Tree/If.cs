using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary><c>{% if %}</c> with its <c>elif</c>s and <c>else</c>.</summary>
internal sealed class If((Expression Condition, Block Body)[] branches, Block? otherwise) : Statement
{
    public override void Render(RenderScope scope)
    {
        foreach ((Expression condition, Block body) in branches)
        {
            if (JsConversion.IsTruthy(condition.Evaluate(scope)))
            {
                body.Render(scope);
                return;
            }
        }

        otherwise?.Render(scope);
    }
}
