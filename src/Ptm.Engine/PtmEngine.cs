using Microsoft.Extensions.AI;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Metrics.Agreement;
using Ptm.Engine.Library;
using Ptm.Engine.Operations;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers;
using Ptm.Engine.Running;
using Ptm.Engine.Running.Claims;
using Ptm.Engine.Running.Comparisons;
using Ptm.Engine.Stores;
using Ptm.Engine.Stores.Files;
using Ptm.Engine.Stores.Memory;

namespace Ptm.Engine;

/// <summary>
/// The embedded evaluator: prompts from files, evaluation in this process, no server and no network but the model's own.
/// Safe for use by many threads.
/// </summary>
public sealed class PtmEngine : IPtm, IDisposable, IAsyncDisposable
{
    readonly PromptLibrary _library;
    readonly PtmEngineOptions _options;
    readonly EvaluationParts _parts;
    readonly OutputComparison _comparison;
    readonly SingleCases _single;
    readonly Dictionary<string, (string File, int Most)> _atOnce;
    readonly RunExecutor _executor;
    readonly ServerRunExecutor? _server;
    readonly PtmStores _stores;
    readonly Worker _worker;
    readonly OptimizationOffice _optimizations;
    readonly LocalCases _localCases;
    readonly IPtm _local;

    PtmEngine(PromptLibrary library, PtmEngineOptions options)
    {
        _library = library;
        _options = options;
        _parts = new(library, options);
        _localCases = new(library, _parts);
        _atOnce = library.Suites.Where(suite => suite.Rules.MaxConcurrency is not null)
            .SelectMany(suite => suite.Prompts, (suite, prompt) => (prompt.Id, suite.File, Most: suite.Rules.MaxConcurrency!.Value))
            .ToDictionary(one => one.Id, one => (one.File, one.Most), StringComparer.Ordinal);
        _comparison = new(_parts.Judge);
        _single = new(_parts.Evaluator, _comparison, _parts.RulesOf, planned => PlanOf(planned, new()), run: null);
        _executor = new(_parts.Evaluator, _comparison, _parts.Metrics, _parts.Warn, options.Time);
        _server = options.Server is { } server ? new(server, IsLocal, _executor, _parts.Metrics, library.Configuration.JudgeProfile, _parts.Warn, options.Time) : null;
        _stores = options.Stores ?? new(new FilePrompts(library), new FileSkills(), new MemoryRuns(options.Time), new MemoryUsage(options.Time));
        _worker = new(new RunDesk(_stores.Runs, _parts, Math.Max(1, options.MaxConcurrency), options.Time));
        _optimizations = new(_parts, _stores, library.Configuration, options);
        _local = As(PtmCaller.Local);
    }

    /// <inheritdoc/>
    public IPtmPrompts Prompts => _local.Prompts;

    /// <inheritdoc/>
    public IPtmProviders Providers => _local.Providers;

    /// <inheritdoc/>
    public IPtmEvaluations Evaluations => _local.Evaluations;

    /// <inheritdoc/>
    public IPtmRuns Runs => _local.Runs;

    /// <inheritdoc/>
    public IPtmOptimizations Optimizations => _local.Optimizations;

    /// <inheritdoc/>
    public IPtmSkills Skills => _local.Skills;

    /// <inheritdoc/>
    public IPtmGroups Groups => _local.Groups;

    /// <summary>The prompts of the library, file by file, in the order of the files' paths.</summary>
    public IEnumerable<PromptDefinition> LoadedPrompts => _library.Prompts;

    /// <summary>
    /// Every file that was read, is named by one of them, or ran, with what their code imports of one's own: results are out of date when one of them changes.
    /// Whole once a run has ended; what code opens while it runs is not among them.
    /// </summary>
    public IEnumerable<string> Files
    {
        get
        {
            HashSet<string> files = [.. _library.Files, .. _parts.Code.CalledFiles];
            return [.. files, .. ImportedFiles.Of(files)];
        }
    }

    /// <summary>Files that a promptfoo config, opened alone, wants its run written to.</summary>
    internal IReadOnlyList<string> OutputPaths => _library.Suites is [var only] ? only.OutputPaths : [];

    /// <summary>The folder of recorded answers; it may not exist.</summary>
    public string CassettePath => _library.Configuration.CassettePath;

    /// <summary>The recorded answers.</summary>
    internal CassetteStore Cassettes => _parts.Cassettes;

    /// <summary>Opens the library at a path.</summary>
    /// <param name="path">A <c>ptm.yaml</c>, a prompt file, a promptfoo config, or a folder in or above which one of them lies.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <exception cref="PtmException">Nothing is there, or a file is wrong; every finding is in it.</exception>
    public static PtmEngine Open(string path, PtmEngineOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        return new(PromptLibrary.Open(path, mayBeEmpty: options.Stores is not null), options);
    }

    /// <summary>What the environment names: a client of the server of <c>PTM_API_BASE_URL</c>, and without that an engine over the nearest library. Both are <see cref="IDisposable"/>.</summary>
    /// <param name="startDirectory">The folder in or above which the library lies; null for the current one. Not looked at where there is a server.</param>
    /// <param name="options">How an engine works; null for the defaults.</param>
    /// <exception cref="PtmException">The environment's values cannot be used, there is no library, or a file of it is wrong.</exception>
    public static IPtm FromEnvironment(string? startDirectory = null, PtmEngineOptions? options = null) =>
        PtmConnection.FromEnvironment() is { } connection ? connection.CreateClient() : Open(startDirectory ?? Environment.CurrentDirectory, options);

    /// <summary>The folder of the nearest <c>ptm.yaml</c> at or above a path; the path's own folder where there is none.</summary>
    public static string FindRoot(string path) => PromptLibrary.FindRoot(path);

    /// <summary>Opens prompt files and promptfoo configs by their paths, under the nearest <c>ptm.yaml</c> above the first.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <exception cref="PtmException">A file is not there or is wrong; every finding is in it.</exception>
    public static PtmEngine OpenFiles(IReadOnlyList<string> paths, PtmEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new(PromptLibrary.OpenFiles(paths), options ?? new());
    }

    /// <summary>An engine over the same prompts, read once, that works by other options.</summary>
    internal PtmEngine With(PtmEngineOptions options) => new(_library, options);

    /// <summary>The engine as one caller sees it: what they may see, and in whose name they start runs.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="idempotencyKey">Makes a start that is asked for again return the run of the first time; null for none.</param>
    public IPtm As(PtmCaller caller, string? idempotencyKey = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new CallerPtm(_stores, _parts.Providers, _worker, _optimizations, _options.Time, caller, idempotencyKey);
    }

    /// <summary>Puts the prompts of the library's files into the store, each as a version of its own, save for content that is a version already: what was changed in the store since stays newest.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many versions were added.</returns>
    public Task<int> ImportAsync(CancellationToken cancellationToken = default) => new LibraryImport(_stores.Prompts, _parts.Warn).ImportAsync(_library.Prompts, cancellationToken);

    /// <summary>What asks models within the money of one optimization.</summary>
    internal BudgetedModels Within(CallBudget budget) => _parts.Within(budget);

    /// <summary>Begins to evaluate the store's runs, those of an earlier process first. An engine that accepts a run begins by itself.</summary>
    public void StartWork()
    {
        _worker.Start();
        _optimizations.Worker.Start();
    }

    /// <summary>Makes the plan of a run: the selected cases on their providers, ordered by test, prompt and provider.</summary>
    /// <exception cref="PtmException">PTM3009: a prompt or provider that was asked for does not exist.</exception>
    public EvalPlan Plan(EvalSelection? selection = null)
    {
        selection ??= new();
        foreach (string name in selection.Providers)
        {
            _parts.Providers.Get(name, null);
        }

        return PlanOnAny(selection);
    }

    /// <summary>Makes the plan of a run on providers that may be registered later: a case on one that is not then is an error.</summary>
    /// <exception cref="PtmException">PTM3009: a prompt that was asked for does not exist.</exception>
    internal EvalPlan PlanOnAny(EvalSelection selection)
    {
        string[] known = [.. _library.Prompts.Select(prompt => prompt.Id)];
        foreach (string id in selection.PromptIds)
        {
            if (!known.Contains(id, StringComparer.Ordinal))
            {
                throw PromptLookup.NoSuchPrompt(id, known);
            }
        }

        return Planner.Plan(_library.Suites, selection);
    }

    /// <summary>How many cases a plan of the selection has to have, counted from the files.</summary>
    internal long CountCases(EvalSelection selection) => CaseCount.Of(_library.Suites, selection);

    /// <summary>What does not parse in the templates of the prompts and of their assertions. A run makes each such case an error and goes on with the others.</summary>
    internal IEnumerable<Diagnostic> CheckTemplates() => _library.Prompts.SelectMany(_parts.Renderer.Check).Distinct();

    /// <summary>What would make cases errors whatever a model says. Nothing is evaluated for it.</summary>
    /// <param name="hasServer">Whether a server evaluates, which has providers of its own.</param>
    internal IEnumerable<Diagnostic> CheckCases(bool hasServer) =>
        new LibraryCheck(_library, _parts.Providers, new(_library.Configuration.JudgeProfile, _library.Configuration.JudgeSamples), knowsCode: _options.ProviderAssemblies.Count > 0, hasServer).Run();

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run: cases in flight are awaited, the others get no result.</param>
    /// <returns>The run with every result in the plan's order.</returns>
    public async Task<RunResult> RunAsync(EvalPlan plan, Action<CaseResult>? onResult = null, CancellationToken cancellationToken = default)
    {
        KeptResults kept = new();
        RunResult run = await StreamAsync(plan, kept, onResult, cancellationToken).ConfigureAwait(false);
        return run with { Results = kept.Results };
    }

    /// <summary>Runs a plan and keeps no result: a run of any size takes the same memory.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="sink">Given each result in the plan's order, which waits for those before it.</param>
    /// <param name="onResult">Told each result as it comes, one at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run: cases in flight are awaited, the others get no result.</param>
    /// <returns>The run with its figures and without results; failed where the file of its cases could not be read to its end.</returns>
    public Task<RunResult> StreamAsync(EvalPlan plan, IResultSink sink, Action<CaseResult>? onResult = null, CancellationToken cancellationToken = default) =>
        StreamAsync(plan, sink, onResult, null, cancellationToken);

    /// <summary>Whether the cases of a plan may run in another order than the plan's: here, and without hooks, cases that follow one another, and outputs that are compared.</summary>
    internal bool MayRunInRounds(EvalPlan plan) => _server is null && StreamedPlan.PromptsOf(plan).Select(_parts.RulesOf).All(rules => rules is { RunsInOrder: false, Extensions.Count: 0 })
        && !plan.Cases.Any(planned => ComparedCases.AreIn(planned.Case));

    /// <summary>Runs a plan in rounds.</summary>
    internal async Task<RunResult> StreamAsync(EvalPlan plan, IResultSink sink, Action<CaseResult>? onResult, Func<IEnumerable<PlannedCase>?>? nextRound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sink);
        int maxConcurrency = ConcurrencyOf(plan);
        RunResult run = _server is null
            ? await _executor.ExecuteAsync(plan, maxConcurrency, sink, onResult is null ? null : (_, result) => onResult(result), cancellationToken, nextRound).ConfigureAwait(false)
            : await _server.ExecuteAsync(plan, maxConcurrency, sink, onResult, cancellationToken).ConfigureAwait(false);
        return _parts.SaveCassettes() is { } unwritable ? run with { State = RunState.Failed, Error = unwritable.ToString() } : run;
    }

    /// <summary>An engine over the <c>ptm.yaml</c> in or above a folder, or over none, with no prompts: for what needs providers alone.</summary>
    /// <exception cref="PtmException">A file is wrong.</exception>
    internal static PtmEngine OpenSettings(string folder, PtmEngineOptions options) => new(PromptLibrary.OpenSettings(folder), options);

    /// <summary>A provider as a chat client: recorded, limited and priced as it is, with the parameters of its profile.</summary>
    /// <param name="provider">A name from <c>providers</c>, from code, or a promptfoo id.</param>
    /// <exception cref="PtmException">There is no such provider, or its profile is invalid.</exception>
    public IChatClient GetChatClient(string provider)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        return new ProviderChatClient(provider, _parts.Providers.Get(provider, null).CompleteAsync);
    }

    /// <summary>Has a judge judge outputs that a person judged.</summary>
    internal Task<IReadOnlyList<LabelledVerdict>> CheckJudgeAsync(IReadOnlyList<LabelledOutput> outputs, Assertion assertion, int maxConcurrency, CancellationToken cancellationToken)
    {
        Cassettes.Note = CassetteFolder.JudgeCheckNote;
        return new JudgeCheck(_parts.Grader).RunAsync(outputs, assertion, Math.Max(1, maxConcurrency), cancellationToken);
    }

    /// <summary>Begins to evaluate a plan's cases on the server of the options, save for those whose program only this process has; null where there is no server.</summary>
    internal ServerBatch? StartOnServer(EvalPlan plan, CancellationToken cancellationToken) => _server?.Start(plan, cancellationToken);

    /// <summary>Whether a case is evaluated in this process.</summary>
    internal bool IsLocal(PlannedCase planned) => _server is null || _localCases.Contains(planned);

    /// <summary>How many cases of a case's config may run at once, and which config that is; null where it does not say.</summary>
    internal (string File, int Most)? AtOnce(PlannedCase planned) => _atOnce.TryGetValue(planned.Prompt.Id, out (string File, int Most) most) ? most : null;

    /// <summary>Evaluates one case of a plan, in this process.</summary>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public Task<CaseResult> EvaluateAsync(PlannedCase planned, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return _single.EvaluateAsync(planned, cancellationToken);
    }

    /// <summary>Begins a run whose cases are evaluated one by one, in this process.</summary>
    /// <param name="selection">On which providers and how often cases run; which of them are selected is not looked at.</param>
    /// <param name="threshold">The threshold of cases that set none; null for none.</param>
    internal SingleCases BeginCases(EvalSelection selection, double? threshold)
    {
        EvalSelection every = new() { Providers = selection.Providers, Repeat = selection.Repeat };
        return new(_parts.Evaluator, _comparison, _parts.RulesOf, planned => PlanOf(planned, every).Select(other => WithThreshold(other, threshold)), new());
    }

    /// <summary>The case with a threshold, if it sets none itself.</summary>
    internal static PlannedCase WithThreshold(PlannedCase planned, double? threshold) =>
        threshold is null || planned.Case.Threshold is not null ? planned : planned with { Case = planned.Case with { Threshold = threshold } };

    // The whole plan of the file that a case comes from.
    IEnumerable<PlannedCase> PlanOf(PlannedCase planned, EvalSelection selection) => Planner.Plan(_library.Suites.Where(suite => suite.Prompts.Any(prompt => prompt.Id == planned.Prompt.Id)), selection).Cases;

    /// <summary>Lets go of what the engine holds. Runs that have not ended are left as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await _optimizations.DisposeAsync().ConfigureAwait(false);
        await _worker.DisposeAsync().ConfigureAwait(false);
        _parts.Slots.Dispose();
        await (_parts.OwnMethods?.EndAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        _parts.Dispose();
    }

    /// <summary>Lets go of what the engine holds, without waiting for cases in flight.</summary>
    public void Dispose()
    {
        _worker.End();
        _optimizations.Dispose();
        _parts.OwnMethods?.Dispose();
        _parts.Dispose();
    }

    int ConcurrencyOf(EvalPlan plan)
    {
        int most = Math.Max(1, _options.MaxConcurrency);
        foreach (RunRules rules in StreamedPlan.PromptsOf(plan).Select(_parts.RulesOf))
        {
            most = rules.AtOnce(most);
        }

        return most;
    }
}
