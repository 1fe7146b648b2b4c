using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary><c>{% switch %}</c>: cases compare strictly, and an empty one falls through to the next.</summary>
internal sealed class Switch(Expression subject, (Expression Value, Block Body)[] cases, Block? otherwise) : Statement
{
    public override void Render(RenderScope scope)
    {
        Value value = subject.Evaluate(scope);
        bool matched = false;
        foreach ((Expression expected, Block body) in cases)
        {
            matched = matched || JsOperators.StrictEquals(value, expected.Evaluate(scope));
            if (matched && !body.IsEmpty)
            {
                body.Render(scope);
                return;
            }
        }

        otherwise?.Render(scope);
    }

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(subject);
        foreach ((Expression expected, _) in cases)
        {
            finder.Read(expected);
        }

        finder.OneOf([.. cases.Select(one => one.Body).Where(body => !body.IsEmpty), otherwise ?? Block.Empty]);
    }
}
