using Microsoft.Extensions.DependencyInjection;

namespace Ptm;

/// <summary>Registers a <see cref="PtmClient"/>.</summary>
public static class PtmServiceCollectionExtensions
{
    /// <summary>Name of the client in <c>IHttpClientFactory</c>.</summary>
    public const string HttpClientName = "ptm";

    /// <summary>Registers <see cref="PtmClient"/> and <see cref="IPtm"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connection">The server, and as whom; null for the one that <c>PTM_API_BASE_URL</c> names, which is read when the first client is made.</param>
    /// <param name="configure">Changes how the client talks to the server; null for nothing. Its <see cref="PtmClientOptions.HttpClient"/> is the factory's.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own. Retries are the client's own work.</returns>
    public static IHttpClientBuilder AddPtmClient(this IServiceCollection services, PtmConnection? connection = null, Action<PtmClientOptions>? configure = null) =>
        Add(
            services,
            new(() => connection ?? PtmConnection.FromEnvironment() ?? throw new PtmException(new Diagnostic(
                DiagnosticCodes.InvalidValue,
                DiagnosticSeverity.Error,
                $"{PtmConnection.BaseUrlVariable} is not set, so there is no server for the registered PtmClient. Set it, or give AddPtmClient a connection."))),
            configure);

    static IHttpClientBuilder Add(IServiceCollection services, Lazy<PtmConnection> connection, Action<PtmClientOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddTransient(provider =>
        {
            PtmClientOptions options = Options(connection, configure);
            options.HttpClient = provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName);
            return connection.Value.CreateClient(options);
        });
        services.AddTransient<IPtm>(provider => provider.GetRequiredService<PtmClient>());
        return services
            .AddHttpClient(HttpClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => PtmClient.CreateHandler(Options(connection, configure)))

            // The factory's own logging writes addresses; the client's exceptions say what is needed.
            .RemoveAllLoggers();
    }

    static PtmClientOptions Options(Lazy<PtmConnection> connection, Action<PtmClientOptions>? configure)
    {
        PtmClientOptions options = new() { VerifySsl = connection.Value.VerifySsl };
        configure?.Invoke(options);
        return options;
    }
}
