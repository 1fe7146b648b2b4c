using System.Collections.Concurrent;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers.Limits;
using Ptm.Engine.Providers.Models;
using Ptm.Engine.Providers.Models.Prices;
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
    TimeProvider time,
    PriceList? prices = null,
    Action<Diagnostic>? warn = null,
    CallBudget? budget = null)
{
    const string Echo = "echo";
    const string Method = "method";

    readonly PriceList _prices = prices ?? new();
    readonly ConcurrentDictionary<(string Name, ProviderRole Role), Lazy<IPromptProvider>> _providers = [];

    /// <summary>The provider of a name.</summary>
    /// <param name="name">A name from <c>providers</c>, from code, or a promptfoo id.</param>
    /// <param name="askedFrom">Where the name is written, for errors.</param>
    /// <exception cref="PtmException">There is no such provider (PTM3009), or its profile is invalid (PTM3004).</exception>
    public IPromptProvider Get(string name, SourceLocation? askedFrom) => Get(name, ProviderRole.Candidate, askedFrom);

    /// <summary>The provider of a name as a judge: the same, with limits of its own, so that judges and what they judge do not wait for one another.</summary>
    /// <param name="name">A name from <c>providers</c>, from code, or a promptfoo id.</param>
    /// <param name="askedFrom">Where the name is written, for errors.</param>
    /// <exception cref="PtmException">There is no such provider (PTM3009), or its profile is invalid (PTM3004).</exception>
    public IPromptProvider GetJudge(string name, SourceLocation? askedFrom) => Get(name, ProviderRole.Judge, askedFrom);

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
    public bool IsFromCode(string name) => FromCode(name) is not null;

    /// <summary>Whether a name that means nothing here may be that of a method in an assembly that was not given: a profile says so, or it is near to no name that is known.</summary>
    public bool MayBeFromCode(string name)
    {
        string meant = settings.GetValueOrDefault(name)?.Type ?? name;
        return meant == Method
            || (!meant.Contains(':', StringComparison.Ordinal) && !OtherProviders.Contains(meant) && ProgramId.Parse(meant) is null && ModelId.Parse(meant) is null
                && NearestName.Of(meant, [.. List().Select(profile => profile.Id).Where(id => id != name), Method, .. ModelKinds.Types]) is null);
    }

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
        ModelId.Parse(profile.Type) is { } id ? new(profile.Name, id.Kind.Name, profile.Model ?? id.Model) : new(profile.Name, profile.Type, profile.Model);

    IPromptProvider Get(string name, ProviderRole role, SourceLocation? askedFrom) =>
        _providers.TryGetValue((name, role), out Lazy<IPromptProvider>? known)
            ? known.Value
            : _providers.GetOrAdd((name, role), Resolve(name, role, askedFrom)).Value;

    // A promptfoo config gives a program's name as the id, and another as its label.
    IPromptProvider? FromCode(string name) =>
        fromCode.TryGetValue(name, out IPromptProvider? provider) || (settings.TryGetValue(name, out ProviderSettings? profile) && fromCode.TryGetValue(profile.Type, out provider)) ? provider : null;

    Lazy<IPromptProvider> Resolve(string name, ProviderRole role, SourceLocation? askedFrom)
    {
        if (FromCode(name) is { } provider)
        {
            ProviderSettings own = settings.GetValueOrDefault(name) ?? new ProviderSettings { Name = name, Type = Method, Location = askedFrom };
            return new(() => CreateFromCode(provider, own, role));
        }

        if (settings.TryGetValue(name, out ProviderSettings? profile))
        {
            return new(() => Create(profile, role));
        }

        if (ProgramId.Parse(name) is { } program)
        {
            ProviderSettings plain = new() { Name = name, Type = name, Location = askedFrom };
            return new(() => CreateProgram(program, plain, role));
        }

        if (ModelId.Parse(name) is { Model: null } bare)
        {
            throw Fault.Of(DiagnosticCodes.NotFound, $"Provider '{name}' names no model; write {bare.Kind.Name}:MODEL, or a profile under providers.", askedFrom);
        }

        return name == Echo || ModelId.Parse(name) is not null || name.Contains(':', StringComparison.Ordinal) || OtherProviders.Contains(name)
            ? new(() => Create(new ProviderSettings { Name = name, Type = name, Location = askedFrom }, role))
            : throw Unknown(name, askedFrom);
    }

    IPromptProvider CreateProgram(ProgramId program, ProviderSettings profile, ProviderRole role)
    {
        IPromptProvider provider = ProgramProviders.Create(program, profile, role, code, time);
        return budget?.Program(profile.Name, provider) ?? provider;
    }

    IPromptProvider CreateFromCode(IPromptProvider provider, ProviderSettings own, ProviderRole role)
    {
        if (provider is IConfiguredProvider configured)
        {
            own = ProgramProviders.WithTimeLimit(own);
            provider = configured.With(own, code);
        }

        LimitedProvider limited = new(provider, own, CallLimits.Of(own, $"{own.Name}\n{own.Type}", role, time), time);
        return budget?.Program(own.Name, limited) ?? limited;
    }

    IPromptProvider Create(ProviderSettings profile, ProviderRole role)
    {
        if (ProgramId.Parse(profile.Type) is { } program)
        {
            return CreateProgram(program, profile, role);
        }

        if (ModelId.Parse(profile.Type) is { } id)
        {
            return CreateModel(profile, id, role);
        }

        return profile.Type switch
        {
            Echo => new EchoProvider(time),
            Method => throw Fault.Of(DiagnosticCodes.NotFound, $"Provider '{profile.Name}' is a method, but none is marked [PtmProvider(\"{profile.Name}\")] in the assemblies that were given.", profile.Location),
            { } other when OtherProviders.MeantBy(other) is { } meant =>
                throw Fault.Of(DiagnosticCodes.NotFound, $"There is no provider '{Secrets.TakenOutOf(other, profile.Environment)}'. Did you mean '{Secrets.TakenOutOf(meant, profile.Environment)}'?", profile.Location),
            { } other when other.Contains(':', StringComparison.Ordinal) || OtherProviders.Contains(other) => new UnsupportedProvider(Secrets.TakenOutOf(other, profile.Environment), OtherProviders.Advice, profile.Location),
            _ => throw Fault.Of(
                DiagnosticCodes.InvalidValue,
                $"Provider '{profile.Name}' has the unknown type '{Secrets.TakenOutOf(profile.Type, profile.Environment)}'. {NearestName.Hint(profile.Type, [Echo, Method, .. ModelKinds.Types])}",
                profile.Location),
        };
    }

    IPromptProvider CreateModel(ProviderSettings profile, ModelId id, ProviderRole role)
    {
        CallLimits limits = CallLimits.Of(profile, ModelProvider.Identity(profile, id), role, time);
        ModelProvider provider = new(profile, id, _prices, limits, time) { Warn = warn };
        if (budget?.WithLongestAnswer(profile, provider) is { } bounded)
        {
            provider = new(bounded, id, _prices, limits, time) { Warn = warn };
        }

        IPromptProvider asked = new LimitedProvider(provider, profile, limits, time);
        IPromptProvider recorded = new CassetteProvider(profile.Name, provider.RecordedModel, provider.Parameters, budget?.Model(profile.Name, provider, asked) ?? asked, cassettes);
        recorded = budget?.Recorded(profile.Name, provider, recorded) ?? recorded;
        return profile.ShowsReasoning ? new ReasoningProvider(recorded) : recorded;
    }

    PtmException Unknown(string name, SourceLocation? askedFrom)
    {
        List<string> names = [.. List().Select(profile => profile.Id)];
        return Fault.Of(
            DiagnosticCodes.NotFound,
            $"There is no provider '{name}'. {NearestName.Hint(name, names)} Add it under providers in ptm.yaml, or mark a method [PtmProvider(\"{name}\")] and name its assembly (ptm eval --assembly).",
            askedFrom);
    }
}
