using Json.Schema;
using Ptm.Engine.Grading.Assertions.Schemas.Formats;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The drafts of JSON Schema, with patterns in JavaScript's dialect, with formats as promptfoo reads them, and with bounds on what can multiply the work.</summary>
internal static class SchemaDialects
{
    public static Dialect Default { get; } = Bounded(Dialect.Draft07);

    public static DialectRegistry Registry { get; } = Register();

    /// <summary>The drafts that <c>$schema</c> may name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. new[] { Dialect.Draft06, Dialect.Draft07, Dialect.Draft201909, Dialect.Draft202012 }.Select(dialect => dialect.Id!.OriginalString)];

    public static bool Knows(string name) => Names.Any(known => known.TrimEnd('#') == name.TrimEnd('#'));

    static DialectRegistry Register()
    {
        DialectRegistry registry = new();
        registry.Register(Bounded(Dialect.Draft06));
        registry.Register(Default);
        registry.Register(Bounded(Dialect.Draft201909, Json.Schema.Keywords.Draft201909.RecursiveRefKeyword.Instance, new BoundedRecursiveRefKeyword()));
        registry.Register(Bounded(Dialect.Draft202012, Json.Schema.Keywords.Draft202012.DynamicRefKeyword.Instance, new BoundedDynamicRefKeyword()));
        return registry;
    }

    static Dialect Bounded(Dialect dialect) => dialect
        .Without(
        [
            Json.Schema.Keywords.PatternKeyword.Instance, Json.Schema.Keywords.RefKeyword.Instance, Json.Schema.Keywords.UniqueItemsKeyword.Instance,
            Json.Schema.Keywords.FormatKeyword.Instance, Json.Schema.Keywords.TypeKeyword.Instance,
        ])
        .With([new PatternKeyword(), new BoundedRefKeyword(), new UniqueItemsKeyword(), new FormatKeyword(), new TypeKeyword()], dialect.Id, refIgnoresSiblingKeywords: false);

    static Dialect Bounded(Dialect dialect, IKeywordHandler own, IKeywordHandler bounded) => Bounded(dialect.Without([own]).With([bounded], dialect.Id));
}
