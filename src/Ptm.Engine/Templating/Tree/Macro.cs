using System.Runtime.CompilerServices;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>What a macro or a call block takes and renders.</summary>
/// <param name="Required">Parameters without a default.</param>
/// <param name="Optional">Parameters with one.</param>
/// <param name="Body">What it renders.</param>
/// <param name="CallerName">The slot of <c>caller</c>.</param>
internal sealed record MacroDefinition(
    IReadOnlyList<(string Name, int Slot)> Required,
    IReadOnlyList<(string Name, int Slot, Expression Default)> Optional,
    Block Body,
    int CallerName)
{
    /// <summary>Tells what the defaults and the body read, in a scope of their own.</summary>
    public void FindVariables(VariableFinder finder)
    {
        foreach ((_, int slot) in Required)
        {
            finder.Bind(slot);
        }

        foreach ((_, int slot, Expression otherwise) in Optional)
        {
            finder.Read(otherwise);
            finder.Bind(slot);
        }

        finder.Bind(CallerName);
        Body.FindVariables(finder);
    }
}

/// <summary><c>{% macro name(a, b=1) %}…{% endmacro %}</c></summary>
internal sealed class Macro(int name, MacroDefinition definition) : Statement
{
    public override void Render(RenderScope scope) => scope.Declare(name, new MacroFunction(definition, null));

    public override void FindVariables(VariableFinder finder)
    {
        finder.Bind(name);
        finder.Publish(name);
        finder.Later(definition);
    }
}

/// <summary><c>{% call(x) macro(…) %}…{% endcall %}</c></summary>
internal sealed class CallBlock(Call call, MacroDefinition caller) : Statement
{
    public override void Render(RenderScope scope)
    {
        Value value = call.Invoke(scope, new MacroFunction(caller, scope.Frame));
        if (!value.IsNothing)
        {
            scope.Output.Append(JsConversion.ToText(value));
        }
    }

    public override void FindVariables(VariableFinder finder)
    {
        finder.Read(call);
        finder.Within(() => caller.FindVariables(finder));
    }
}

/// <summary>A macro, or the body of a call block, which sees the scope it was written in.</summary>
internal sealed class MacroFunction(MacroDefinition definition, Frame? definedIn) : FunctionValue
{
    public override Value Invoke(RenderScope scope, ReadOnlySpan<Value> arguments, IReadOnlyList<KeyValuePair<string, Value>> named)
    {
        if (scope.Depth >= scope.Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateFault($"macros call each other more than {scope.Limits.MaxDepth} deep");
        }

        Frame outer = scope.Frame;
        Frame own = new(definedIn, keepsWrites: definedIn is not null);
        scope.Depth++;
        scope.Frame = own;
        try
        {
            Bind(scope, own, arguments, named);
            return Value.SafeText(definition.Body.Capture(scope));
        }
        finally
        {
            scope.Frame = outer;
            scope.Depth--;
        }
    }

    void Bind(RenderScope scope, Frame frame, ReadOnlySpan<Value> arguments, IReadOnlyList<KeyValuePair<string, Value>> named)
    {
        for (int index = 0; index < definition.Required.Count; index++)
        {
            (string name, int slot) = definition.Required[index];
            frame.Declare(slot, index < arguments.Length ? arguments[index] : Find(named, name) ?? Value.Undefined);
        }

        for (int index = 0; index < definition.Optional.Count; index++)
        {
            (string name, int slot, Expression otherwise) = definition.Optional[index];
            int position = definition.Required.Count + index;
            frame.Declare(slot, position < arguments.Length ? arguments[position] : Find(named, name) ?? otherwise.Evaluate(scope));
        }

        if (Find(named, "caller") is Value caller)
        {
            frame.Declare(definition.CallerName, caller);
        }
    }

    static Value? Find(IReadOnlyList<KeyValuePair<string, Value>> named, string name)
    {
        foreach (KeyValuePair<string, Value> argument in named)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
