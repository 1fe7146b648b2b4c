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

    public override void FindVariables(VariableFinder finder)
    {
        // A condition behind the first is only looked at where those before it do not hold, but binds nothing.
        foreach ((Expression condition, _) in branches)
        {
            finder.Read(condition);
        }

        finder.OneOf([.. branches.Select(branch => branch.Body), otherwise ?? Block.Empty]);
    }
}
