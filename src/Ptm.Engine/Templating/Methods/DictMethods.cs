using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Methods;

/// <summary>JavaScript's Object methods, and <c>test</c> of regular expressions.</summary>
internal static class DictMethods
{
    public static TemplateFunction? Find(DictValue dict, string name) => name switch
    {
        "hasOwnProperty" => static (scope, self, args) => self.Dict.TryGet(args.TextAt(0), out _),
        "toString" => static (_, self, _) => self.Dict.Label,
        "test" when dict is PatternValue => static (_, self, args) => ((PatternValue)self.Dict).IsMatch(args.TextAt(0)),
        _ => null,
    };
}
