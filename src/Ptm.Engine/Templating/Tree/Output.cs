using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary><c>{{ expression }}</c></summary>
internal sealed class Output(Expression expression) : Statement
{
    public override void FindVariables(VariableFinder finder) => finder.Read(expression);

    public override void Render(RenderScope scope)
    {
        Value value = expression.EvaluateRequired(scope);
        scope.Position = expression.Position;
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.Null:
                break;
            case ValueKind.Text:
                scope.Output.Append(value.Text);
                break;
            case ValueKind.Number:
                scope.Output.Append(value.Number);
                break;
            default:
                scope.Output.Append(JsConversion.ToText(value));
                break;
        }
    }
}
