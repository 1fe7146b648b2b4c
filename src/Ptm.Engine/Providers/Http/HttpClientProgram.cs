using Ptm.Engine.Code;
using Ptm.Engine.Providers.Programs;

namespace Ptm.Engine.Providers.Http;

/// <summary>The program under test behind an <see cref="HttpClient"/> of its own, such as a web application in memory: its profile holds the request.</summary>
internal sealed class HttpClientProgram(string name, Func<CancellationToken, Task<HttpClient>> client, TimeProvider time) : IPromptProvider, IDescribedProvider, IConfiguredProvider
{
    public string Type => "http";

    public string? Model => null;

    public IPromptProvider With(ProviderSettings settings, CodeRunner code)
    {
        HttpRequestTemplate template = HttpRequestTemplate.Read("", settings, ProgramProviders.FolderOf(settings));
        return template.Url.Length > 0 || template.Raw is not null ? new HttpProvider(template, settings, code, time, client) : throw WithoutRequest(settings.Location);
    }

    public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) => throw WithoutRequest(null);

    PtmException WithoutRequest(SourceLocation? location) => Fault.Of(
        DiagnosticCodes.InvalidValue,
        $"Provider '{name}' is an HttpClient, and nothing says what to send: in ptm.yaml write a profile '{name}' with type: method and parameters: {{ url: /path, body: {{ … }} }}, in a promptfoo config the same under config.",
        location);
}
