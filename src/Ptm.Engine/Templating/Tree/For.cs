using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary><c>{% for %}</c> over lists, texts and, with two targets, objects.</summary>
/// <param name="targets">The loop's variables.</param>
/// <param name="source">What is looped over.</param>
/// <param name="body">Rendered once a round.</param>
/// <param name="otherwise">Rendered when there was no round.</param>
/// <param name="loopName">The slot of <c>loop</c>; null when the template never reads it.</param>
internal sealed class For(int[] targets, Expression source, Block body, Block? otherwise, int? loopName) : Statement
{
    public override void Render(RenderScope scope)
    {
        Value value = source.EvaluateRequired(scope);
        Frame outer = scope.Frame;
        scope.Frame = new Frame(outer);
        try
        {
            scope.Position = source.Position;
            if (RenderRounds(scope, value) == 0)
            {
                otherwise?.Render(scope);
            }
        }
        finally
        {
            scope.Frame = outer;
        }
    }

    public override void FindVariables(VariableFinder finder)
    {
        string? item = finder.Read(source);
        finder.Within(() =>
        {
            foreach (int target in targets)
            {
                finder.Bind(target, targets.Length == 1 ? VariableFinder.ItemOf(item) : null);
            }

            if (loopName is int name)
            {
                finder.Bind(name);
            }

            body.FindVariables(finder);
        });
        if (otherwise is not null)
        {
            finder.Within(() => otherwise.FindVariables(finder));
        }
    }

    int RenderRounds(RenderScope scope, in Value value) => value.Kind switch
    {
        ValueKind.List => RenderList(scope, value.List),
        ValueKind.Text => RenderText(scope, value.Text),
        ValueKind.Dict when targets.Length > 1 => RenderMembers(scope, value.Dict),
        ValueKind.Dict => RenderNothing(scope, value.Dict),
        _ => 0,
    };

    int RenderList(RenderScope scope, ListValue list)
    {
        int length = list.Count;
        LoopValue? loop = DeclareLoop(scope, length);
        for (int index = 0; index < length; index++)
        {
            Value item = index < list.Count ? list[index] : Value.Undefined;
            if (targets.Length == 1)
            {
                scope.Frame.Declare(targets[0], item);
            }
            else
            {
                Unpack(scope, item);
            }

            RenderRound(scope, loop, index);
        }

        return length;
    }

    int RenderText(RenderScope scope, string text)
    {
        LoopValue? loop = DeclareLoop(scope, text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (targets.Length > 1)
            {
                scope.Frame.Declare(targets[0], JsNumber.Format(index));
            }

            scope.Frame.Declare(targets[Math.Min(1, targets.Length - 1)], text[index].ToString());
            RenderRound(scope, loop, index);
        }

        return text.Length;
    }

    int RenderMembers(RenderScope scope, DictValue dict)
    {
        KeyValuePair<string, Value>[] members = [.. dict.Members];
        LoopValue? loop = DeclareLoop(scope, members.Length);
        for (int index = 0; index < members.Length; index++)
        {
            scope.Frame.Declare(targets[0], members[index].Key);
            scope.Frame.Declare(targets[1], members[index].Value);
            RenderRound(scope, loop, index);
        }

        return members.Length;
    }

    /// <summary>With one target an object is no list, but one with a length is as good as a list of nothing.</summary>
    int RenderNothing(RenderScope scope, DictValue dict)
    {
        int length = dict.TryGet("length", out Value given) ? Math.Max(JsConversion.ToInteger(given, 0), 0) : 0;
        LoopValue? loop = DeclareLoop(scope, length);
        for (int index = 0; index < length; index++)
        {
            scope.Frame.Declare(targets[0], dict.TryGet(JsNumber.Format(index), out Value item) ? item : Value.Undefined);
            RenderRound(scope, loop, index);
        }

        return length;
    }

    void Unpack(RenderScope scope, in Value item)
    {
        if (item.IsNothing)
        {
            throw new TemplateFault($"a loop with {targets.Length} variables needs items that are lists; one is {JsOperators.Describe(item)}");
        }

        for (int index = 0; index < targets.Length; index++)
        {
            scope.Frame.Declare(targets[index], Methods.MemberLookup.Get(item, index));
        }
    }

    LoopValue? DeclareLoop(RenderScope scope, int length)
    {
        if (loopName is not int name)
        {
            return null;
        }

        LoopValue loop = new(length);
        scope.Frame.Declare(name, loop);
        return loop;
    }

    void RenderRound(RenderScope scope, LoopValue? loop, int index)
    {
        scope.CountIteration();
        if (loop is not null)
        {
            loop.Index = index;
        }

        body.Render(scope);
    }
}
