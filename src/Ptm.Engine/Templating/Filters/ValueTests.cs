using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>What can stand behind <c>is</c>, and be named in <c>select</c> and <c>reject</c>.</summary>
internal static class ValueTests
{
    static readonly Dictionary<string, TemplateFunction> _all = new()
    {
        ["callable"] = static (_, value, _) => value.Kind == ValueKind.Function,
        ["defined"] = static (_, value, _) => !value.IsUndefined,
        ["divisibleby"] = static (_, value, args) => JsConversion.ToNumber(value) % JsConversion.ToNumber(args.At(0)) == 0,
        ["eq"] = static (_, value, args) => JsOperators.StrictEquals(value, args.At(0)),
        ["equalto"] = static (_, value, args) => JsOperators.StrictEquals(value, args.At(0)),
        ["escaped"] = static (_, value, _) => value.IsSafe,
        ["even"] = static (_, value, _) => JsConversion.ToNumber(value) % 2 == 0,
        ["falsy"] = static (_, value, _) => !JsConversion.IsTruthy(value),
        ["ge"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) >= 0,
        ["greaterthan"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) > 0,
        ["gt"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) > 0,
        ["iterable"] = static (_, value, _) => value.Kind is ValueKind.Text or ValueKind.List,
        ["le"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) <= 0,
        ["lessthan"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) < 0,
        ["lower"] = static (_, value, _) => TextOf(value, "lower") is string text && text == TextMethods.Lower(text),
        ["lt"] = static (_, value, args) => JsOperators.Compare(value, args.At(0)) < 0,
        ["mapping"] = static (_, value, _) => value.Kind == ValueKind.Dict,
        ["ne"] = static (_, value, args) => !JsOperators.StrictEquals(value, args.At(0)),
        ["none"] = static (_, value, _) => value.Kind == ValueKind.Null,
        ["null"] = static (_, value, _) => value.Kind == ValueKind.Null,
        ["number"] = static (_, value, _) => value.Kind == ValueKind.Number,
        ["odd"] = static (_, value, _) => JsConversion.ToNumber(value) % 2 == 1,
        ["sameas"] = static (_, value, args) => JsOperators.StrictEquals(value, args.At(0)),
        ["string"] = static (_, value, _) => value.Kind == ValueKind.Text,
        ["truthy"] = static (_, value, _) => JsConversion.IsTruthy(value),
        ["undefined"] = static (_, value, _) => value.IsUndefined,
        ["upper"] = static (_, value, _) => TextOf(value, "upper") is string text && text == TextMethods.Upper(text),
    };

    public static IReadOnlyCollection<string> Names => _all.Keys;

    public static TemplateFunction? Find(string name) => _all.GetValueOrDefault(name);

    static string TextOf(in Value value, string test) => value.IsText
        ? value.Text
        : throw new TemplateFault($"'is {test}' needs a text, not {JsOperators.Describe(value)}");
}
