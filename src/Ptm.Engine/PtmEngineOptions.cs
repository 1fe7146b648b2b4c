using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Http;
using Ptm.Engine.Stores;

namespace Ptm.Engine;

/// <summary>How an embedded engine works.</summary>
public sealed class PtmEngineOptions
{
    /// <summary>Providers registered in code, by the name that prompts use.</summary>
    internal Dictionary<string, IPromptProvider> Providers { get; } = new(StringComparer.Ordinal);

    /// <summary>The providers of <see cref="ProviderAssemblies"/>, found once for all engines of these options; null where each engine finds its own.</summary>
    internal MethodProviders? Methods { get; set; }

    /// <summary>Evaluators registered in code, by the name that metrics use.</summary>
    internal Dictionary<string, IEvaluator> Evaluators { get; } = new(StringComparer.Ordinal);

    /// <summary>How many cases are evaluated at once, 1 or more.</summary>
    /// <value>16.</value>
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>What to do with recorded answers: <c>replay</c>, <c>auto</c>, <c>record</c> or <c>off</c>; null to follow <c>PTM_CASSETTES</c>, <c>ptm.yaml</c> and <c>CI</c>.</summary>
    /// <value>null.</value>
    public string? Cassettes { get; set; }

    /// <summary>Assemblies whose methods with a <see cref="PtmProviderAttribute"/> become providers.</summary>
    public IList<Assembly> ProviderAssemblies { get; } = [];

    /// <summary>Told every warning once: an undefined variable, a key that was passed over.</summary>
    /// <value>null.</value>
    public Action<Diagnostic>? OnWarning { get; set; }

    /// <summary>Where prompts, skills and runs are kept; null for the prompts of the files, read-only, and runs as long as the process lives.</summary>
    /// <value>null.</value>
    public PtmStores? Stores { get; set; }

    /// <summary>The folder in which optimizations are kept, so that one that was interrupted goes on; null for as long as the process lives.</summary>
    internal string? OptimizationFolder { get; set; }

    /// <summary>A server that evaluates plans in place of this process; null for none. Cases of a program that is registered in code stay here.</summary>
    /// <value>null.</value>
    public IPtm? Server { get; set; }

    /// <summary>The clock.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Makes a function the provider <paramref name="name"/>: the program under test.</summary>
    /// <param name="name">The name used in <c>provider_profiles</c>.</param>
    /// <param name="complete">Answers a rendered prompt.</param>
    public PtmEngineOptions AddProvider(string name, Func<string, CancellationToken, Task<string>> complete) => AddProvider(name, new DelegateProvider(name, complete, Time));

    /// <summary>Makes a chat client the provider <paramref name="name"/>.</summary>
    public PtmEngineOptions AddProvider(string name, IChatClient client) => AddProvider(name, (IPromptProvider)new ChatClientProvider(name, client, Time));

    /// <summary>Makes what answers a client's requests the provider <paramref name="name"/>, such as a web application in memory. The profile of that name holds the request.</summary>
    /// <param name="name">The name used in <c>provider_profiles</c>.</param>
    /// <param name="client">Sends the requests; an address of the profile may be relative to its base address. It stays the caller's.</param>
    public PtmEngineOptions AddProvider(string name, HttpClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return AddProvider(name, new HttpClientProgram(name, _ => Task.FromResult(client), Time));
    }

    /// <summary>Makes <paramref name="provider"/> the provider <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is a provider of that name.</exception>
    public PtmEngineOptions AddProvider(string name, IPromptProvider provider)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Providers.Add(name, provider);
        return this;
    }

    /// <summary>Makes an evaluator of Microsoft.Extensions.AI.Evaluation one that metrics can name (<c>evaluator</c>).</summary>
    /// <param name="name">The name used in <c>additional_metrics</c>.</param>
    /// <param name="evaluator">The evaluator; the judge of the prompt is its chat client.</param>
    /// <exception cref="ArgumentException">There is an evaluator of that name.</exception>
    public PtmEngineOptions AddEvaluator(string name, IEvaluator evaluator)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluator);
        Evaluators.Add(name, evaluator);
        return this;
    }
}
