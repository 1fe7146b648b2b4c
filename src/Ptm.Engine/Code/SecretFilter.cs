using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Code;

/// <summary>
/// Takes the keys that a run knows out of what it tells: a program or a server can repeat them, and a template can name them.
/// One pass over a text finds whether any is there, so that what holds none costs next to nothing.
/// </summary>
internal sealed class SecretFilter
{
    readonly IReadOnlyList<KeyValuePair<string, ApiKey>> _secrets;
    readonly SearchValues<string>? _spellings;

    public SecretFilter(IReadOnlyList<KeyValuePair<string, ApiKey>> secrets)
    {
        _secrets = secrets;
        string[] spellings = [.. secrets.SelectMany(secret => secret.Value.Spellings).Distinct(StringComparer.Ordinal)];
        _spellings = spellings.Length == 0 ? null : SearchValues.Create(spellings, StringComparison.Ordinal);
    }

    /// <summary>The name of the variable whose value a text repeats, encoded or not; null where none is.</summary>
    public string? NameIn(string text) => Finds(text) ? _secrets.First(secret => secret.Value.IsIn(text)).Key : null;

    public string TakenOutOf(string text) => Finds(text) ? _secrets.Aggregate(text, (rest, secret) => secret.Value.TakenOutOf(rest)) : text;

    public Diagnostic TakenOutOf(Diagnostic diagnostic) => Finds(diagnostic.Message) ? diagnostic with { Message = TakenOutOf(diagnostic.Message) } : diagnostic;

    /// <summary>A result without keys, which is told, stored and reported.</summary>
    public CaseResult TakenOutOf(CaseResult result) => _spellings is null
        ? result
        : result with
        {
            Prompt = result.Prompt is { } prompt ? TakenOutOf(prompt) : null,
            Output = result.Output is { } output ? TakenOutOf(output) : null,
            Assertions = Each(result.Assertions, TakenOutOf),
            Metrics = Each(result.Metrics, metric => Finds(metric.Reason) ? metric with { Reason = TakenOutOf(metric.Reason) } : metric),
            Kpis = Each(result.Kpis, kpi => Finds(kpi.Reason) ? kpi with { Reason = TakenOutOf(kpi.Reason) } : kpi),
            Error = result.Error is { } error && Finds(error.Message) ? error with { Message = TakenOutOf(error.Message) } : result.Error,
        };

    RenderedPrompt TakenOutOf(RenderedPrompt prompt) => Finds(prompt.Text)
        ? new() { Text = TakenOutOf(prompt.Text), Messages = [.. prompt.Messages.Select(message => message with { Content = TakenOutOf(message.Content) })] }
        : prompt;

    ModelOutput TakenOutOf(ModelOutput output) =>
        Finds(output.Text) || Finds(output.Json) || Finds(output.Metadata) || Finds(output.Response)
        || output.ToolCalls.Any(call => Finds(call.Arguments)) || output.Steps.Any(step => Finds(step.Detail))
            ? output with
            {
                Text = TakenOutOf(output.Text),
                Json = TakenOutOf(output.Json),
                Metadata = TakenOutOf(output.Metadata),
                Response = TakenOutOf(output.Response),
                ToolCalls = [.. output.ToolCalls.Select(call => call with { Arguments = TakenOutOf((JsonElement?)call.Arguments)!.Value })],
                Steps = [.. output.Steps.Select(step => step with { Detail = TakenOutOf(step.Detail) })],
            }
            : output;

    AssertionResult TakenOutOf(AssertionResult assertion) => Finds(assertion.Reason) || assertion.Assertions.Count > 0
        ? assertion with { Reason = TakenOutOf(assertion.Reason), Assertions = Each(assertion.Assertions, TakenOutOf) }
        : assertion;

    // The text of a key's place in JSON is one of its spellings, so what is left is JSON.
    JsonElement? TakenOutOf(JsonElement? json) => Finds(json) ? JsonElement.Parse(TakenOutOf(json!.Value.GetRawText())) : json;

    bool Finds(JsonElement? json) => _spellings is not null && json is { ValueKind: not JsonValueKind.Undefined } value && Finds(value.GetRawText());

    bool Finds(string text) => _spellings is not null && text.AsSpan().ContainsAny(_spellings);

    static IReadOnlyList<T> Each<T>(IReadOnlyList<T> items, Func<T, T> change)
        where T : class
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (!ReferenceEquals(change(items[i]), items[i]))
            {
                return [.. items.Select(change)];
            }
        }

        return items;
    }
}
