using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Every filter by name. <c>random</c> is left out: a prompt must be the same on every run.</summary>
internal static class FilterTable
{
    static readonly Dictionary<string, FilterDefinition> _all = new()
    {
        ["abs"] = Plain(NumberFilters.Abs),
        ["batch"] = Plain(ListFilters.Batch),
        ["capitalize"] = Plain(TextFilters.Capitalize),
        ["center"] = Plain(TextFilters.Center),
        ["d"] = new(GeneralFilters.Default, [], AllowsUndefined: true),
        ["default"] = new(GeneralFilters.Default, [], AllowsUndefined: true),
        ["dictsort"] = Plain(SortFilters.DictSort),
        ["dump"] = Plain(GeneralFilters.Dump),
        ["e"] = Plain(MarkupFilters.Escape),
        ["escape"] = Plain(MarkupFilters.Escape),
        ["first"] = Plain(ListFilters.First),
        ["float"] = new(NumberFilters.Float, ["default"]),
        ["forceescape"] = Plain(MarkupFilters.ForceEscape),
        ["groupby"] = Plain(SortFilters.GroupBy),
        ["indent"] = Plain(TextFilters.Indent),
        ["int"] = new(NumberFilters.Int, ["default", "base"]),
        ["join"] = Plain(ListFilters.Join),
        ["last"] = Plain(ListFilters.Last),
        ["length"] = Plain(GeneralFilters.Length),
        ["list"] = Plain(GeneralFilters.List),
        ["load"] = Plain(GeneralFilters.Load),
        ["lower"] = Plain(TextFilters.Lower),
        ["nl2br"] = Plain(MarkupFilters.LineBreaks),
        ["reject"] = Plain(static (scope, input, args) => ListFilters.Select(scope, input, args, keep: false)),
        ["rejectattr"] = Plain(static (scope, input, args) => ListFilters.SelectByAttribute(scope, input, args, keep: false)),
        ["replace"] = Plain(TextFilters.Replace),
        ["reverse"] = Plain(ListFilters.Reverse),
        ["round"] = Plain(NumberFilters.Round),
        ["safe"] = Plain(MarkupFilters.Safe),
        ["select"] = Plain(static (scope, input, args) => ListFilters.Select(scope, input, args, keep: true)),
        ["selectattr"] = Plain(static (scope, input, args) => ListFilters.SelectByAttribute(scope, input, args, keep: true)),
        ["slice"] = Plain(ListFilters.Slice),
        ["sort"] = new(SortFilters.Sort, ["reverse", "case_sensitive", "attribute"]),
        ["string"] = Plain(GeneralFilters.String),
        ["striptags"] = Plain(MarkupFilters.StripTags),
        ["sum"] = Plain(ListFilters.Sum),
        ["title"] = Plain(TextFilters.Title),
        ["trim"] = Plain(TextFilters.Trim),
        ["truncate"] = Plain(TextFilters.Truncate),
        ["upper"] = Plain(TextFilters.Upper),
        ["urlencode"] = Plain(MarkupFilters.UrlEncode),
        ["wordcount"] = Plain(TextFilters.WordCount),
    };

    public static IReadOnlyCollection<string> Names => _all.Keys;

    public static FilterDefinition? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>Why a filter of Nunjucks is not here; null for any other name.</summary>
    public static string? WhyMissing(string name) => name switch
    {
        "random" => "the filter 'random' is not supported: a prompt must be the same on every run",
        "urlize" => "the filter 'urlize' is not supported: write the links in the text",
        _ => null,
    };

    static FilterDefinition Plain(TemplateFunction body) => new(body, []);
}
