using System.Net.Http.Headers;
using System.Text.Json;
using Ptm.Engine.Providers.Programs;

namespace Ptm.Engine.Providers.Http;

/// <summary><c>webhook:</c>: an address that is sent <c>{ prompt, config }</c> and answers with <c>{ output }</c>.</summary>
internal sealed class WebhookProvider(string address, ProviderSettings settings, TimeProvider time) : IPromptProvider, IDescribedProvider
{
    public string Type => "webhook";

    public string? Model => null;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        Uri uri = HttpProvider.Address(address, settings, null);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["prompt"] = JsonSerializer.SerializeToElement(request.Prompt.Text),
            ["config"] = settings.Parameters ?? JsonElement.Parse("{}"u8),
        });
        long start = time.GetTimestamp();
        HttpAnswer answer = await HttpProvider.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } },
            settings, uri, 0, time, cancellationToken).ConfigureAwait(false);
        if (answer.Status is < 200 or >= 300)
        {
            throw HttpProvider.Refused(settings, uri, answer);
        }

        return HttpProvider.Parsed(answer.Text) is { ValueKind: JsonValueKind.Object } json
            ? ProgramAnswer.Read(json, settings.Name, time.GetElapsedTime(start), settings.Location)
            : throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': {HttpProvider.Shown(uri, settings)} answered with no JSON object that has an output: {Grading.Quote.Cut(answer.Text)}", settings.Location);
    }
}
