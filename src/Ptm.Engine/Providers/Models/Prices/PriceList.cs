using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Providers.Models.Prices;

/// <summary>Prices by service and model: those of a file of the user's before those that come with this package.</summary>
internal sealed partial class PriceList
{
    const string Resource = "Ptm.Engine.Providers.Models.Prices.prices.json";

    static readonly Lazy<Dictionary<(string Provider, string Model), ModelPrices>> s_known = new(() =>
    {
        using Stream stream = typeof(PriceList).Assembly.GetManifestResourceStream(Resource)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return Read(document.RootElement, Resource);
    });

    readonly string? _path;
    readonly Lazy<Dictionary<(string Provider, string Model), ModelPrices>> _own;

    /// <summary>Reads the prices that come with the package, so that it is done when the first answer is there.</summary>
    public static void ReadAhead() => _ = Task.Run(static () => s_known.Value);

    /// <param name="path">A file of the user's; null for none. It is read when a price is first asked for.</param>
    public PriceList(string? path = null)
    {
        _path = path;
        _own = new(ReadOwn);
    }

    /// <summary>The prices of a model; unknown where neither list has them.</summary>
    /// <param name="provider">The service, such as <c>openai</c>.</param>
    /// <param name="isItself">Whether the service itself is asked, and not another at an address of the user's, whose prices only the user knows.</param>
    /// <param name="models">Names of the model, the most exact first; a version at its end may be missing from the list.</param>
    /// <exception cref="PtmException">The user's file cannot be read.</exception>
    public ModelPrices Of(string provider, bool isItself, params ReadOnlySpan<string?> models)
    {
        foreach (string? model in models)
        {
            foreach (string name in model is null ? [] : Names(model))
            {
                if (_own.Value.TryGetValue((provider, name), out ModelPrices? prices) || (isItself && s_known.Value.TryGetValue((provider, name), out prices)))
                {
                    return prices;
                }
            }
        }

        return ModelPrices.Unknown;
    }

    // "gpt-4.1-mini-2025-04-14", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5@20250929", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "models/gemini-2.5-flash-001", "mistral-small-latest".
    static IEnumerable<string> Names(string model)
    {
        yield return model;
        string bare = Place().Replace(model, "");
        yield return bare;
        yield return Version().Replace(bare, "");
    }

    Dictionary<(string Provider, string Model), ModelPrices> ReadOwn()
    {
        if (_path is null)
        {
            return [];
        }

        try
        {
            return Read(UnicodeJson.Parse(File.ReadAllText(_path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }), _path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fault.Of(DiagnosticCodes.FileNotFound, $"The prices cannot be read: {failure.Message}", new(_path), failure);
        }
        catch (JsonException invalid)
        {
            throw Fault.Of(DiagnosticCodes.InvalidSyntax, $"The prices are no JSON: {invalid.Message}", new(_path, (int)(invalid.LineNumber ?? 0) + 1), invalid);
        }
    }

    static Dictionary<(string Provider, string Model), ModelPrices> Read(JsonElement list, string path)
    {
        if (list.Member("models") is not { ValueKind: JsonValueKind.Array } models)
        {
            throw Invalid(path, "expected {\"models\": [{\"provider\": …, \"model\": …, \"input\": …, \"output\": …}]}");
        }

        Dictionary<(string Provider, string Model), ModelPrices> prices = [];
        foreach (JsonElement model in models.EnumerateArray())
        {
            if (model.Text("provider") is not { } provider || model.Text("model") is not { } name || Price(model, "input") is not { } input || Price(model, "output") is not { } output)
            {
                throw Invalid(path, $"an entry needs provider, model, input and output (USD for 1,000,000 tokens, 0 or more), and this is {Grading.Quote.Cut(model.GetRawText())}");
            }

            prices[(provider, name)] = new(input, output) { CachedInputUsdPer1M = Price(model, "cached_input"), CacheWriteUsdPer1M = Price(model, "cache_write") };
        }

        return prices;
    }

    static decimal? Price(JsonElement model, string name) => model.Money(name) is { } price && price >= 0 ? price : null;

    static PtmException Invalid(string path, string problem) => Fault.Of(DiagnosticCodes.InvalidValue, $"The prices cannot be used: {problem}.", new(path));

    [GeneratedRegex(@"^(models/|arn:[^/]*/)?((us|eu|apac|jp|au|ca|sa|us-gov|global)\.(?=[a-z0-9]+\.))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"([-@](\d{4}-\d\d-\d\d|\d{8}|latest|00\d|\d{4}))?(-v\d+)?(:\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
