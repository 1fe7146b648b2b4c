using System.Net.Http.Headers;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Providers.Http;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>webhook</c>: an address that is sent <c>{ output, context }</c> and answers <c>{ pass, score, reason }</c>.</summary>
internal sealed class WebhookCheck : Check
{
    static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(60);

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        !hasValue ? "needs a value: the address to ask"
        : value is null || (value is { ValueKind: JsonValueKind.String } text && Address(text) is not null) ? null
        : "needs an address that begins with http:// or https://";

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        if (LocalCode.Refusal(input.Grading.Prompt) is { } refusal)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, refusal);
        }

        Uri address = Address(input.Value)!;
        string shown = Secrets.TakenOutOf(address.GetLeftPart(UriPartial.Path));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["output"] = input.Output.Json ?? JsonSerializer.SerializeToElement(input.Text),
            ["context"] = JsonElement.Parse(ScriptContext.ForAssertion(input, onlyVars: false)),
        });
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_timeLimit);
        try
        {
            HttpAnswer answer = await HttpCalls.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } },
                retries: 0, TimeProvider.System, limit.Token).ConfigureAwait(false);
            return answer.Status != 200
                ? Verdict.Error(DiagnosticCodes.ScriptFailed, $"{shown} answered {answer.Status} {answer.Reason}: {Quote.Cut(Secrets.TakenOutOf(answer.Text))}")
                : Judge(answer.Text, input, shown);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{shown} did not answer within {s_timeLimit.TotalSeconds:0} s");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException or InvalidDataException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{shown} gave no answer: {thrown.GetBaseException().Message}");
        }
    }

    static Verdict Judge(string text, CheckInput input, string shown)
    {
        if (HttpProvider.Parsed(text) is not { ValueKind: JsonValueKind.Object } json
            || !json.TryGetProperty("pass", out JsonElement pass) || pass.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{shown} must answer {{\"pass\": boolean, \"score\": number, \"reason\": string}}, and answered {Quote.Of(text)}");
        }

        bool held = pass.GetBoolean() != input.Inverted;
        double score = json.TryGetProperty("score", out JsonElement number) && number.ValueKind == JsonValueKind.Number
            ? Math.Clamp(input.Inverted ? 1 - number.GetDouble() : number.GetDouble(), 0, 1)
            : held ? 1 : 0;
        string reason = json.TryGetProperty("reason", out JsonElement told) && told.ValueKind == JsonValueKind.String && told.GetString()!.Length > 0
            ? Quote.Cut(told.GetString()!)
            : $"{input.Expected}a pass from {shown}, found {(pass.GetBoolean() ? "a pass" : "none")}";
        return new Verdict(held, score, reason);
    }

    static Uri? Address(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Uri.TryCreate(value.GetString(), UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;
}
