using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Library;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models.Prices;
using Ptm.Engine.Running.Sessions;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Running;

/// <summary>What evaluates the cases of a library, put together: secrets, recorded answers, providers, rules, templates, code, judges.</summary>
internal sealed class EvaluationParts : IDisposable
{
    readonly LibraryConfiguration _configuration;
    readonly PtmEngineOptions _options;
    readonly Dictionary<string, IPromptProvider> _fromCode;
    readonly Dictionary<string, ProviderSettings> _settings = new(StringComparer.Ordinal);
    readonly PriceList _prices;
    readonly ScriptSandbox _scripts = new();
    readonly Dictionary<string, RunRules> _rules;

    public EvaluationParts(PromptLibrary library, PtmEngineOptions options)
    {
        _configuration = library.Configuration;
        _options = options;
        Slots = new(Math.Max(1, options.MaxConcurrency));
        List<ProviderSettings> profiles = [.. library.Suites.SelectMany(suite => suite.Providers).Concat(_configuration.Providers)];
        Secrets = new(Ptm.Engine.Code.Secrets.Known(profiles.SelectMany(profile => profile.ProgramEnvironment), profiles.SelectMany(ProfileKeys.Of)));
        CassetteMode mode = CassetteModes.Resolve(options.Cassettes, _configuration.CassetteMode, ReadVariables.Get);
        Cassettes = new(_configuration.CassettePath, mode, _configuration.File) { Secrets = Secrets };
        _fromCode = new(options.Providers, StringComparer.Ordinal);
        OwnMethods = options.Methods is null ? MethodProviders.Find(options.ProviderAssemblies, options.Time) : null;
        foreach ((string name, IPromptProvider provider) in (options.Methods ?? OwnMethods)!.ByName)
        {
            _fromCode.TryAdd(name, provider);
        }

        foreach (ProviderSettings provider in profiles)
        {
            _settings[provider.Name] = provider;
        }

        WarningSink warnings = new(options.OnWarning);
        Warn = warning => warnings.Report(Secrets.TakenOutOf(warning));
        _prices = new(_configuration.PricesPath);
        Providers = CatalogWithin(null);
        foreach (Diagnostic warning in library.Warnings)
        {
            Warn(warning);
        }

        _rules = library.Suites.SelectMany(suite => suite.Prompts, (suite, prompt) => (prompt.Id, suite.Rules)).ToDictionary(pair => pair.Id, pair => pair.Rules, StringComparer.Ordinal);
        Renderer = new(Warn, Code);
        Judge = JudgeOver(Providers);
        Grader = new(_scripts, Code, Judge);
        Evaluator = EvaluatorOver(Providers, Grader);
        Metrics = new(id => _rules.GetValueOrDefault(id, RunRules.None).Derived, Warn);
    }

    public SecretFilter Secrets { get; }

    public CassetteStore Cassettes { get; }

    /// <summary>Providers that methods of the options' assemblies are, where nobody else holds them; null otherwise.</summary>
    public MethodProviders? OwnMethods { get; }

    /// <summary>Takes warnings, each once and without secrets.</summary>
    public Action<Diagnostic> Warn { get; }

    public ProviderCatalog Providers { get; }

    public CodeRunner Code { get; } = new();

    public PromptRenderer Renderer { get; }

    public Judge Judge { get; }

    public Grader Grader { get; }

    public Evaluator Evaluator { get; }

    public MetricFigures Metrics { get; }

    /// <summary>How many cases are evaluated at once, of all that workers have. Cases in flight give theirs back, so it outlives the rest where they are not waited for.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>How the cases of a prompt run. A prompt that a request brought may have the id of one of the library's; what the config says is not for it.</summary>
    public RunRules RulesOf(PromptDefinition prompt) => prompt.Location is null ? RunRules.None : _rules.GetValueOrDefault(prompt.Id, RunRules.None);

    /// <summary>The providers, whose calls are paid out of a budget; null for no limit.</summary>
    public ProviderCatalog CatalogWithin(CallBudget? budget) => new(_settings, _fromCode, Cassettes, Code, _options.Time, _prices, Warn, budget);

    /// <summary>What asks models within the money of one optimization: as the others ask them, through one gate.</summary>
    public BudgetedModels Within(CallBudget budget)
    {
        ProviderCatalog providers = CatalogWithin(budget);
        return new(providers, EvaluatorOver(providers, new(_scripts, Code, JudgeOver(providers))));
    }

    /// <summary>Keeps what was recorded.</summary>
    /// <returns>Why it cannot be written, which was warned of; null where it was.</returns>
    public Diagnostic? SaveCassettes()
    {
        try
        {
            Cassettes.Save();
            return null;
        }
        catch (PtmException unwritable)
        {
            Warn(unwritable.Diagnostics[0]);
            return unwritable.Diagnostics[0];
        }
    }

    public void Dispose()
    {
        Code.Dispose();
        _scripts.Dispose();
        Cassettes.Dispose();
    }

    Judge JudgeOver(ProviderCatalog providers) =>
        new(providers, new(_configuration.JudgeProfile, _configuration.JudgeSamples), new(_options.Evaluators, [.. _options.ProviderAssemblies]));

    Evaluator EvaluatorOver(ProviderCatalog providers, Grader grader) => new(
        providers,
        grader,
        Renderer,
        new(Code, Renderer, Warn),
        new(new VariableTransform(_scripts, Code), new VariableCode(Code)),
        new(Code),
        RulesOf,
        Secrets,
        _options.Time);
}
