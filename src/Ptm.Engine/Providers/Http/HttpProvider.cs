using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers.Programs;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Providers.Http;

/// <summary><c>http</c> and <c>https</c>: any service behind an address, with its request and answer shaped by the config.</summary>
/// <param name="template">The request.</param>
/// <param name="settings">The provider's profile.</param>
/// <param name="code">Runs code of the profile.</param>
/// <param name="time">The clock.</param>
/// <param name="client">A program's own client, against whose base address a relative address counts; null for ours.</param>
internal sealed class HttpProvider(HttpRequestTemplate template, ProviderSettings settings, CodeRunner code, TimeProvider time, Func<CancellationToken, Task<HttpClient>>? client = null) : IPromptProvider, IDescribedProvider
{
    const int Retries = 4;

    readonly string _folder = ProgramProviders.FolderOf(settings);

    public string Type => "http";

    public string? Model => null;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        JsonElement vars = await VarsAsync(request, cancellationToken).ConfigureAwait(false);
        HttpClient? own = client is null ? null : await client(cancellationToken).ConfigureAwait(false);
        Func<HttpRequestMessage> message = template.Render(vars, settings, own?.BaseAddress, cancellationToken);
        Uri address;
        using (HttpRequestMessage first = message())
        {
            address = first.RequestUri!;
        }

        int retries = Config("maxRetries") is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out int count) ? Math.Clamp(count, 0, 10) : own is null ? Retries : 0;
        long start = time.GetTimestamp();
        HttpAnswer answer = await SendAsync(message, settings, address, retries, time, cancellationToken, own).ConfigureAwait(false);
        TimeSpan latency = time.GetElapsedTime(start);
        if (!await IsValidAsync(answer.Status, cancellationToken).ConfigureAwait(false))
        {
            throw Refused(settings, address, answer);
        }

        JsonElement result = await TransformedAsync(answer, cancellationToken).ConfigureAwait(false);
        return result.ValueKind == JsonValueKind.Object && (result.TryGetProperty("output", out _) || result.TryGetProperty("error", out _))
            ? ProgramAnswer.Read(result, settings.Name, latency, settings.Location)
            : result.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
                ? throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': its transformResponse found no output in {Quote.Of(Secrets.TakenOutOf(answer.Text))}.", settings.Location)
                : ProgramAnswer.OfOutput(result) with { Latency = latency };
    }

    /// <summary>The address that a text names, which may be relative where there is a base. A relative one stays at the base's host.</summary>
    /// <exception cref="PtmException">It names none (PTM3004).</exception>
    public static Uri Address(string text, ProviderSettings settings, Uri? baseAddress)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        return baseAddress is not null && Uri.TryCreate(baseAddress, text, out address) && address.Scheme == baseAddress.Scheme && address.Authority == baseAddress.Authority
            ? address
            : throw Fault.Of(
                DiagnosticCodes.InvalidValue,
                $"Provider '{settings.Name}' has no address that can be called; write {(baseAddress is null ? "a whole URL" : "a URL, or a path below its client's base address,")} under {(settings.Type == "method" ? "parameters" : "config")}.url.",
                settings.Location);
    }

    public static JsonElement? Parsed(string text)
    {
        try
        {
            return UnicodeJson.Parse(text, new JsonDocumentOptions { MaxDepth = CodeLimits.JsonDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Sends a request; what goes wrong on the way becomes an error that names the address without its query.</summary>
    public static async Task<HttpAnswer> SendAsync(Func<HttpRequestMessage> message, ProviderSettings settings, Uri address, int retries, TimeProvider time, CancellationToken cancellationToken, HttpClient? own = null)
    {
        try
        {
            return await HttpCalls.SendAsync(message, retries, time, cancellationToken, own).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException or InvalidDataException)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': {Shown(address, settings)} gave no answer: {thrown.GetBaseException().Message}", settings.Location);
        }
        catch (OperationCanceledException thrown) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault.Of(DiagnosticCodes.ProviderTimeout, $"Provider '{settings.Name}': {Shown(address, settings)} did not answer within its client's own Timeout.", settings.Location, thrown);
        }
        catch (Exception thrown) when (own is not null && thrown is not (OperationCanceledException or PtmException))
        {
            // In memory, what the application throws comes through.
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{settings.Name}': {Shown(address, settings)} threw {thrown.GetType().Name}: {Secrets.TakenOutOf(thrown.Message, settings.Environment)}", settings.Location, thrown);
        }
    }

    /// <summary>An address as messages show it: without its query, and without keys of the environment.</summary>
    public static string Shown(Uri address, ProviderSettings settings) => Secrets.TakenOutOf(address.GetLeftPart(UriPartial.Path), settings.Environment);

    public static PtmException Refused(ProviderSettings settings, Uri address, HttpAnswer answer) => Fault.Of(
        DiagnosticCodes.ProviderFailed,
        $"Provider '{settings.Name}': {Shown(address, settings)} answered {answer.Status} {answer.Reason}: {Quote.Cut(Secrets.TakenOutOf(answer.Text, settings.Environment))}",
        settings.Location);

    JsonElement? Config(string name) => settings.Parameters is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // The prompt stands beside the variables, as the text that it is: JSON around it is kept valid by the template.
    async Task<JsonElement> VarsAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        JsonObject vars = JsonNode.Parse(request.Vars.GetRawText())!.AsObject();
        JsonElement prompt = JsonSerializer.SerializeToElement(request.Prompt.Text);
        if (Config("transformRequest") is { ValueKind: JsonValueKind.String } transform)
        {
            prompt = await RequestAsync(transform.GetString()!, prompt, request.Vars, cancellationToken).ConfigureAwait(false);
        }

        vars["prompt"] = JsonNode.Parse(prompt.ValueKind == JsonValueKind.String ? prompt.GetRawText() : JsonSerializer.Serialize(CompactJson.Of(prompt)));
        return JsonSerializer.SerializeToElement(vars);
    }

    async Task<JsonElement> RequestAsync(string transform, JsonElement prompt, JsonElement vars, CancellationToken cancellationToken)
    {
        if (CodeReference.TryParse(transform, _folder, settings.Location) is { } file)
        {
            return await code.CallAsync(new CodeCall { File = file, DefaultFunctions = ["transformRequest", "get_transform"], Arguments = [prompt, vars] }, cancellationToken).ConfigureAwait(false);
        }

        if (!transform.Contains("=>", StringComparison.Ordinal) && !transform.TrimStart().StartsWith("function", StringComparison.Ordinal))
        {
            JsonObject with = JsonNode.Parse(vars.GetRawText())!.AsObject();
            with["prompt"] = JsonNode.Parse(prompt.GetRawText());
            return JsonSerializer.SerializeToElement(Template.Parse(transform, settings.Location).Render(JsonSerializer.SerializeToElement(with), null, cancellationToken));
        }

        return await code.EvaluateAsync(transform, ["prompt", "vars"], [prompt, vars], settings.Location, cancellationToken).ConfigureAwait(false);
    }

    async Task<bool> IsValidAsync(int status, CancellationToken cancellationToken)
    {
        JsonElement number = JsonSerializer.SerializeToElement(status);
        switch (Config("validateStatus"))
        {
            case null:
                return status is >= 200 and < 300;
            case { ValueKind: JsonValueKind.String } rule when CodeReference.TryParse(rule.GetString()!, _folder, settings.Location) is { } file:
                return IsTrue(await code.CallAsync(file, "validateStatus", [number], cancellationToken).ConfigureAwait(false));
            case { ValueKind: JsonValueKind.String } rule:
                return IsTrue(await code.EvaluateAsync(rule.GetString()!, ["status"], [number], settings.Location, cancellationToken).ConfigureAwait(false));
            default:
                throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': validateStatus is JavaScript over status.", settings.Location);
        }
    }

    static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Object or JsonValueKind.Array => true,
        _ => false,
    };

    async Task<JsonElement> TransformedAsync(HttpAnswer answer, CancellationToken cancellationToken)
    {
        JsonElement? json = Parsed(answer.Text);
        JsonElement text = JsonSerializer.SerializeToElement(answer.Text);
        string? transform = (Config("transformResponse") ?? Config("responseParser")) is { ValueKind: JsonValueKind.String } given ? given.GetString() : null;
        if (transform is null)
        {
            return json ?? text;
        }

        JsonElement context = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["response"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["data"] = json ?? text,
                ["cached"] = false,
                ["status"] = answer.Status,
                ["statusText"] = answer.Reason,
                ["headers"] = answer.Headers,
            },
        });
        JsonElement[] arguments = [json ?? JsonElement.Parse("null"u8), text, context];
        return CodeReference.TryParse(transform, _folder, settings.Location) is { } file
            ? await code.CallAsync(new CodeCall { File = file, DefaultFunctions = ["transformResponse", "get_transform"], Arguments = arguments }, cancellationToken).ConfigureAwait(false)
            : await code.EvaluateAsync(transform, ["json", "text", "context"], arguments, settings.Location, cancellationToken).ConfigureAwait(false);
    }
}
