using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Ptm.Client;
using Ptm.Client.Http;

namespace Ptm;

/// <summary>
/// A PTM server over HTTP. Every failure is a <see cref="PtmException"/> with the answer's status (0 when there was none) and the request that failed;
/// a caller's cancellation stays an <see cref="OperationCanceledException"/>. Thread-safe; keep one for as long as the program runs.
/// </summary>
public sealed class PtmClient : IPtm, IDisposable
{
    readonly HttpClient? _owned;

    /// <summary>A client of the server at <paramref name="baseUrl"/>.</summary>
    /// <param name="baseUrl">The server's address, such as <c>https://ptm.example.com</c>; it may have a path.</param>
    /// <param name="token">Token of a person or of a service account.</param>
    /// <param name="options">How to talk to it; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the token cannot be used.</exception>
    public PtmClient(Uri baseUrl, string token, PtmClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        if (PtmConnection.FaultOf(baseUrl) is { } fault)
        {
            throw new ArgumentException($"The server's address is {fault}.", nameof(baseUrl));
        }

        if (!PtmConnection.IsToken(token))
        {
            throw new ArgumentException("The token holds white space or characters that no token has.", nameof(token));
        }

        PtmClientOptions own = (options ?? new()).Checked();
        HttpClient http = own.HttpClient ?? (_owned = Create(own));
        BaseUrl = baseUrl;
        PtmRoutes routes = own.Routes ?? PtmRoutes.FromEnvironment();
        PtmHttp sender = new(http, baseUrl, token, routes, own);
        Prompts = new PromptsClient(sender);
        Providers = new ProvidersClient(sender);
        Evaluations = new EvaluationsClient(sender);
        Runs = new RunsClient(sender, new(sender, own), own.TimeProvider);
        Optimizations = new OptimizationsClient(sender, new(sender, own), own.TimeProvider);
        Skills = new SkillsClient(sender);
        Groups = new GroupsClient(sender);
    }

    /// <summary>The server's address.</summary>
    public Uri BaseUrl { get; }

    /// <inheritdoc/>
    public IPtmPrompts Prompts { get; }

    /// <inheritdoc/>
    public IPtmProviders Providers { get; }

    /// <inheritdoc/>
    public IPtmEvaluations Evaluations { get; }

    /// <inheritdoc/>
    public IPtmRuns Runs { get; }

    /// <inheritdoc/>
    public IPtmOptimizations Optimizations { get; }

    /// <inheritdoc/>
    public IPtmSkills Skills { get; }

    /// <inheritdoc/>
    public IPtmGroups Groups { get; }

    /// <summary>The handler that a client makes for itself: no redirects, no cookies, compressed answers, the certificate checked unless <see cref="PtmClientOptions.VerifySsl"/> says otherwise.</summary>
    /// <param name="options">How to talk to the server; null for the defaults.</param>
    [SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "Only when the user asks for it, and with a warning.")]
    public static HttpMessageHandler CreateHandler(PtmClientOptions? options = null)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!(options?.VerifySsl ?? PtmConnection.ReadSslVerify()))
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
            const string Warning = "The server's certificate is not checked (PTM_SSL_VERIFY is false): whoever is on the way can read the token. For development only.";
            (options?.OnWarning ?? (message => Trace.TraceWarning(message)))(Warning);
        }

        return handler;
    }

    /// <summary>Closes the client's own connections.</summary>
    public void Dispose() => _owned?.Dispose();

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client disposes the handler that was made for it.")]
    static HttpClient Create(PtmClientOptions options) =>
        new(options.Handler ?? CreateHandler(options), disposeHandler: options.Handler is null) { Timeout = Timeout.InfiniteTimeSpan };
}
