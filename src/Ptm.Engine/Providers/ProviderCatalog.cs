using System.Collections.Concurrent;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Providers.Programs;

namespace Ptm.Engine.Providers;

/// <summary>
/// The providers of a library by name, each made once and when it is first asked for. A name means, in this order:
/// a provider from code, a profile of the library, <c>echo</c>, a promptfoo id. So a test can put a scripted model in a profile's place.
/// </summary>
internal sealed class ProviderCatalog(
    IReadOnlyDictionary<string, ProviderSettings> settings,
    IReadOnlyDictionary<string, IPromptProvider> fromCode,
    CassetteStore cassettes,
    CodeRunner code,
    TimeProvider time)
{
    const string Echo = "echo";

    readonly ConcurrentDictionary<string, Lazy<IPromptProvider>> _providers = new(StringComparer.Ordinal);

    /// <summary>The provider of a name.</summary>
    /// <param name="name">A name from <c>providers</c>, from code, or a promptfoo id.</param>
    /// <param name="askedFrom">Where the name is written, for errors.</param>
    /// <exception cref="PtmException">There is no such provider (PTM3009), or its profile is invalid (PTM3004).</exception>
    public IPromptProvider Get(string name, SourceLocation? askedFrom) =>
        _providers.TryGetValue(name, out Lazy<IPromptProvider>? known)
            ? known.Value
            : _providers.GetOrAdd(name, Resolve(name, askedFrom)).Value;

    /// <summary>The provider of a name as a judge: the same, with limits of its own, so that judges and what they judge do not wait for one another.</summary>
    /// <param name="name">A name from <c>providers</c>, from code, or a promptfoo id.</param>
    /// <param name="askedFrom">Where the name is written, for errors.</param>
    /// <exception cref="PtmException">There is no such provider (PTM3009), or its profile is invalid (PTM3004).</exception>
    public IPromptProvider GetJudge(string name, SourceLocation? askedFrom) => Get(name, askedFrom);

    /// <summary>The profile of a name; null where none has it.</summary>
    public ProviderSettings? SettingsOf(string name) => settings.GetValueOrDefault(name);

    /// <summary>Refuses to a prompt of a request what would run a program or call an address of its choice.</summary>
    /// <exception cref="PtmException">The name is such a program or address (PTM3004).</exception>
    public static void Refuse(string name, PromptDefinition prompt)
    {
        if (LocalCode.Refusal(prompt) is { } refusal && ProgramId.Parse(name) is not null)
        {
            throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{name}': {refusal}.");
        }
    }

    /// <summary>Refuses names that a request puts in the place of a prompt's own and that would run a program or call an address.</summary>
    /// <exception cref="PtmException">A name is such a program or address, and the prompt does not name it itself (PTM3004).</exception>
    public static void RefuseOfRequest(IEnumerable<string?> names, PromptDefinition prompt)
    {
        foreach (string? name in names)
        {
            if (name is not null && ProgramId.Parse(name) is not null && name != prompt.JudgeProfile && !prompt.ProviderProfiles.Contains(name))
            {
                throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{name}': {LocalCode.Refused}. Name a profile of the library.");
            }
        }
    }

    /// <summary>Whether a name means a provider from code, which no other process has.</summary>
    public bool IsFromCode(string name) => fromCode.ContainsKey(name);

    /// <summary>Every provider that has a name, ordered by it.</summary>
    public IReadOnlyList<ProviderProfile> List() =>
    [
        .. fromCode.Select(provider => Describe(provider.Key, provider.Value))
            .Concat(settings.Values.Select(Describe))
            .Append(new ProviderProfile(Echo, Echo))
            .DistinctBy(profile => profile.Id, StringComparer.Ordinal)
            .OrderBy(profile => profile.Id, StringComparer.Ordinal),
    ];

    static ProviderProfile Describe(string name, IPromptProvider provider) =>
        provider is IDescribedProvider described ? new(name, described.Type, described.Model) : new(name, "code");

    static ProviderProfile Describe(ProviderSettings profile) =>
        ProviderId.Parse(profile.Type) is { Kind: { } kind } id ? new(profile.Name, kind, profile.Model ?? id.Model) : new(profile.Name, profile.Type, profile.Model);

    Lazy<IPromptProvider> Resolve(string name, SourceLocation? askedFrom)
    {
        if (fromCode.TryGetValue(name, out IPromptProvider? provider))
        {
            ProviderSettings limits = settings.GetValueOrDefault(name) ?? new ProviderSettings { Name = name, Type = "method" };
            return new(() => new LimitedProvider(provider, limits, time));
        }

        if (settings.TryGetValue(name, out ProviderSettings? profile))
        {
            return new(() => Create(profile));
        }

        if (ProgramId.Parse(name) is { } program)
        {
            ProviderSettings plain = new() { Name = name, Type = name, Location = askedFrom };
            return new(() => ProgramProviders.Create(program, plain, code, time));
        }

        return ProviderId.Parse(name) switch
        {
            { Kind: null or "method" } => throw Unknown(name, askedFrom),
            { Kind: "openai", Model: null } => throw Fault.Of(DiagnosticCodes.NotFound, "Provider 'openai' names no model; write openai:gpt-4.1-mini, or a profile under providers.", askedFrom),
            _ => new(() => Create(new ProviderSettings { Name = name, Type = name, Location = askedFrom })),
        };
    }

    IPromptProvider Create(ProviderSettings profile)
    {
        if (ProgramId.Parse(profile.Type) is { } program)
        {
            return ProgramProviders.Create(program, profile, code, time);
        }

        ProviderId id = ProviderId.Parse(profile.Type);
        return id.Kind switch
        {
            Echo => new EchoProvider(time),
            "openai" => CreateOpenAi(profile with { Model = profile.Model ?? id.Model }),
            "method" => throw Fault.Of(DiagnosticCodes.NotFound, $"Provider '{profile.Name}' is a method, but none is marked [PtmProvider(\"{profile.Name}\")] in the assemblies that were given.", profile.Location),
            null => throw Fault.Of(
                DiagnosticCodes.InvalidValue,
                $"Provider '{profile.Name}' has the unknown type '{Secrets.TakenOutOf(profile.Type, profile.Environment)}'. {NearestName.Hint(profile.Type, ProviderId.Kinds)}",
                profile.Location),
            { } other => new UnsupportedProvider(Secrets.TakenOutOf(other, profile.Environment), Advice(other), profile.Location),
        };
    }

    CassetteProvider CreateOpenAi(ProviderSettings profile)
    {
        OpenAiProvider provider = new(profile, time);
        return new(profile.Name, provider.Model, provider.Parameters, new LimitedProvider(provider, profile, time), cassettes);
    }

    static string Advice(string kind) => kind.Split(':')[0] switch
    {
        "ollama" => "use type openai with base_url http://localhost:11434/v1",
        _ => "use an OpenAI-compatible address (type openai with base_url), or an IChatClient from code",
    };

    PtmException Unknown(string name, SourceLocation? askedFrom)
    {
        List<string> names = [.. List().Select(profile => profile.Id)];
        return Fault.Of(
            DiagnosticCodes.NotFound,
            $"There is no provider '{name}'. {NearestName.Hint(name, names)} Add it under providers in ptm.yaml, or mark a method [PtmProvider(\"{name}\")] and name its assembly (ptm eval --assembly).",
            askedFrom);
    }
}
