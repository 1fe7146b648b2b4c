using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>The functions every template can call: <c>range</c>, <c>cycler</c>, <c>joiner</c>.</summary>
internal static class GlobalFunctions
{
    static readonly BoundFunction _range = new(Range);
    static readonly BoundFunction _cycler = new(static (_, _, args) => new CyclerValue(args.ToArray()));
    static readonly BoundFunction _joiner = new(Joiner);

    public static Value Find(string name) => name switch
    {
        "range" => _range,
        "cycler" => _cycler,
        "joiner" => _joiner,
        _ => Value.Undefined,
    };

    static Value Range(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        bool isOnlyStop = arguments.At(1).IsUndefined;
        double start = isOnlyStop ? 0 : JsConversion.ToNumber(arguments[0]);
        double stop = JsConversion.ToNumber(isOnlyStop ? arguments.At(0) : arguments[1]);
        double step = !isOnlyStop && JsConversion.IsTruthy(arguments.At(2)) ? JsConversion.ToNumber(arguments.At(2)) : 1;
        List<Value> items = [];
        for (double at = start; step > 0 ? at < stop : at > stop; at += step)
        {
            scope.CountItems(1);
            items.Add(at);
        }

        return new ListValue(items);
    }

    static Value Joiner(RenderScope scope, Value input, ReadOnlySpan<Value> arguments)
    {
        Value separator = JsConversion.IsTruthy(arguments.At(0)) ? arguments[0] : ",";
        bool isFirst = true;
        return new BoundFunction((_, _, _) =>
        {
            Value result = isFirst ? "" : separator;
            isFirst = false;
            return result;
        });
    }
}

/// <summary><c>cycler("odd", "even")</c>: next(), reset() and current.</summary>
internal sealed class CyclerValue(Value[] items) : DictValue
{
    int _index = -1;
    Value _current = Value.Null;

    public override bool TryGet(string name, out Value value)
    {
        Value? member = name switch
        {
            "current" => _current,
            "next" => new BoundFunction((_, _, _) => Next()),
            "reset" => new BoundFunction((_, _, _) => Reset()),
            _ => (Value?)null,
        };
        value = member ?? Value.Undefined;
        return member is not null;
    }

    Value Next()
    {
        _index = _index + 1 >= items.Length ? 0 : _index + 1;
        _current = items.Length == 0 ? Value.Undefined : items[_index];
        return _current;
    }

    Value Reset()
    {
        _index = -1;
        _current = Value.Null;
        return Value.Undefined;
    }
}
