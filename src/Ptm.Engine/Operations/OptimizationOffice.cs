using Ptm.Engine.Library;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Optimizing.Stores;
using Ptm.Engine.Optimizing.Stores.Files;
using Ptm.Engine.Optimizing.Stores.Memory;
using Ptm.Engine.Running;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>What all callers of an engine share to optimize prompts.</summary>
internal sealed class OptimizationOffice : IDisposable, IAsyncDisposable
{
    static readonly TimeSpan s_lastKept = TimeSpan.FromSeconds(2);

    readonly EvaluationParts _parts;
    readonly LibraryConfiguration _configuration;
    readonly FileOptimizations? _files;

    // Nothing is asked with it: it tells whether what is asked would have a bound.
    readonly CallLedger _noMoney;

    public OptimizationOffice(EvaluationParts parts, PtmStores stores, LibraryConfiguration configuration, PtmEngineOptions options)
    {
        _parts = parts;
        _configuration = configuration with { Optimization = options.Optimization.Over(configuration.Optimization) };
        _files = options.OptimizationFolder is { } folder ? new(folder, parts.Secrets, options.Time) : null;
        Prompts = stores.Prompts;
        Store = _files ?? stores.Optimizations ?? new MemoryOptimizations(options.Time);
        Time = options.Time;
        Worker = new(new OptimizationDesk(Store, Prompts, parts, configuration.JudgeProfile, Time));
        _noMoney = new(0, [], new HeldOptimization(Store, "", ""), parts.Warn, static _ => { });
        Check = new(parts.CatalogWithin(new(_noMoney, 1)), parts.RulesOf, configuration.JudgeProfile);
    }

    /// <summary>The prompts.</summary>
    public IPromptStore Prompts { get; }

    /// <summary>Where optimizations are kept.</summary>
    public IOptimizationStore Store { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Runs optimizations.</summary>
    public Worker Worker { get; }

    /// <summary>Refuses what cannot be optimized.</summary>
    public OptimizationCheck Check { get; }

    /// <summary>What a request comes to with what the library says.</summary>
    public OptimizationSettings SettingsOf(OptimizationRequest request, PromptDefinition prompt) => OptimizationSettings.Resolve(request, prompt, _configuration);

    /// <summary>Tells what samples cost at most by these settings, and has no money to ask for one.</summary>
    public ICellEvaluator Unpaid(OptimizationSettings settings) =>
        new BudgetedCells(_parts.Within(new(_noMoney, settings.MaxAnswerTokens)), _configuration.JudgeProfile, _noMoney, _parts.Slots, int.MaxValue);

    /// <summary>Lets go of what is running, once what was asked has been counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
    }

    /// <summary>Lets go of what is running, and waits for it only as long as files take to keep what was answered meanwhile.</summary>
    public void Dispose()
    {
        Worker.End();
        if (_files is not null)
        {
            Worker.DisposeAsync().AsTask().Wait(s_lastKept);
            _files.Dispose();
        }
    }
}
