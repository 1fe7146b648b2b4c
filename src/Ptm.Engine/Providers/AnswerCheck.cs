using System.ClientModel.Primitives;
using System.Text.Json;

namespace Ptm.Engine.Providers;

/// <summary>Lets only a whole chat completion through; everything else becomes an error with method, URL, status and the body's beginning, and without the key.</summary>
internal sealed class AnswerCheck(string provider, ApiKey? key) : PipelinePolicy
{
    const int BodyShown = 200;

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
        throw new NotSupportedException("Models are called asynchronously.");

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        try
        {
            await ProcessNextAsync(message, pipeline, currentIndex).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (message.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception thrown)
        {
            // Not kept as inner exception: its text is not ours to vouch for.
            throw Failed(message, $"got no answer: {Reason(thrown)}");
        }

        PipelineResponse response = message.Response!;
        string body = response.Content.ToString();
        if (response.IsError)
        {
            throw Failed(message, $"answered {response.Status} {response.ReasonPhrase}".TrimEnd() + Shown(body));
        }

        if (!IsChatCompletion(body))
        {
            throw Failed(message, $"answered {response.Status}, but no chat completion" + Shown(body));
        }

        if (key is not null && key.IsIn(body))
        {
            throw Failed(message, "repeated the API key in its answer, which is neither shown nor recorded");
        }
    }

    static bool IsChatCompletion(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(UnicodeJson.Whole(body));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("choices", out JsonElement choices)
                && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
                && choices[0].ValueKind == JsonValueKind.Object
                && choices[0].TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static string Reason(Exception thrown)
    {
        // After the last retry the library throws all its failures at once; the last one is the freshest.
        Exception outer = thrown is AggregateException { InnerExceptions: [.., { } last] } ? last : thrown;
        Exception root = outer.GetBaseException();
        return ReferenceEquals(outer, root) ? outer.Message : $"{outer.Message} {root.Message}";
    }

    PtmException Failed(PipelineMessage message, string what) => Fault.Of(
        DiagnosticCodes.ProviderFailed,
        $"Provider '{provider}': {message.Request.Method} {WithoutSecrets(message.Request.Uri)} {Safe(what)}.");

    string Shown(string body)
    {
        // The key is taken out before the cut, which could leave half of it.
        string text = string.Join(' ', Safe(body).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? " with an empty body" : ": " + (text.Length > BodyShown ? text[..BodyShown] + "…" : text);
    }

    string Safe(string text) => key is null ? text : key.TakenOutOf(text);

    static string WithoutSecrets(Uri? uri) => uri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "";
}
