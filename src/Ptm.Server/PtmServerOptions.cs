using System.Reflection;

namespace Ptm.Server;

/// <summary>How a server works.</summary>
public sealed class PtmServerOptions
{
    /// <summary>The library's folder or <c>ptm.yaml</c>, whose prompts are imported and whose providers run them; the nearest above it holds. There may be none.</summary>
    /// <value>The current folder.</value>
    public string Library { get; set; } = ".";

    /// <summary>The database's file. It is created where there is none.</summary>
    public required string Database { get; set; }

    /// <summary>Where to listen, such as <c>http://127.0.0.1:7400</c>; port 0 takes a free one. As long as no token was made, any other host than this machine's own is passed over.</summary>
    /// <value><c>http://127.0.0.1:7400</c>.</value>
    public Uri Url { get; set; } = new("http://127.0.0.1:7400");

    /// <summary>How many cases are evaluated at once, 1 or more.</summary>
    /// <value>16.</value>
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>Most bytes of a request's body.</summary>
    /// <value>64 MiB.</value>
    public long MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Whether requests for contents are counted and told: the setting <c>inline_usage_metrics_enabled</c>.</summary>
    /// <value>True.</value>
    public bool InlineUsageMetricsEnabled { get; set; } = true;

    /// <summary>What to do with recorded answers: <c>replay</c>, <c>auto</c>, <c>record</c> or <c>off</c>; null to follow <c>PTM_CASSETTES</c>, <c>ptm.yaml</c> and <c>CI</c>.</summary>
    /// <value>null.</value>
    public string? Cassettes { get; set; }

    /// <summary>Assemblies whose methods with a <see cref="PtmProviderAttribute"/> are providers.</summary>
    public IList<Assembly> ProviderAssemblies { get; } = [];

    /// <summary>Routes to answer at.</summary>
    /// <value><see cref="PtmRoutes.Default"/>.</value>
    public PtmRoutes Routes { get; set; } = PtmRoutes.Default;

    /// <summary>Told every warning.</summary>
    /// <value>null.</value>
    public Action<Diagnostic>? OnWarning { get; set; }

    /// <summary>Told each answered request: method, route, status and milliseconds; never a token, an id, a query or a body.</summary>
    /// <value>null.</value>
    public Action<string>? OnRequest { get; set; }

    /// <summary>The clock.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>More of the engine's options, such as a provider in code; null for none.</summary>
    internal Action<Engine.PtmEngineOptions>? Engine { get; set; }
}
