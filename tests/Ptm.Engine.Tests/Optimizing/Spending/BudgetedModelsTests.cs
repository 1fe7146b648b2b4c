using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Operations;
using Ptm.Engine.Optimizing;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Optimizing.Spending;

/// <summary>Cases within the money of an optimization, with models on loopback.</summary>
public sealed class BudgetedModelsTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly KeyVariable _key = new("sk-test-0123456789");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Models_and_their_judges_are_paid_from_one_purse_and_what_it_does_not_suffice_for_is_no_result()
    {
        await using StubModelServer server = new(request => Last(request).Contains("Paris?", StringComparison.Ordinal) ? StubAnswer.Text("Paris") : StubAnswer.Text("""{"pass": true, "score": 1, "reason": "fine"}"""));
        using PtmEngine engine = Open(server, "input_usd_per_1m: 1, output_usd_per_1m: 1, parameters: { max_tokens: 1000 }");
        PromptDefinition prompt = engine.LoadedPrompts.Single();
        PlannedCase[] cells = [.. Enumerable.Range(0, 10).Select(sample => new PlannedCase(prompt, prompt.Tests[0], "small", sample))];

        // An answer costs $0.0012 and can cost more than $0.002 with its prompt, so the last cases do not fit.
        KeptCalls journal = new();
        CallLedger ledger = Ledger(0.012m, journal);
        using SemaphoreSlim slots = new(4);
        BudgetedModels models = engine.Within(new(ledger, 4096));
        IReadOnlyList<CaseResult?> results = await new BudgetedCells(models, null, ledger, slots).EvaluateAsync(cells, 0.001m, Token);

        int decided = results.Count(result => result is not null);
        Assert.InRange(decided, 1, 4);
        Assert.All(results.OfType<CaseResult>(), result => Assert.Equal(CaseOutcome.Passed, result.Outcome));
        Assert.Equal(server.Requests.Count * 0.0012m, ledger.SpentUsd);
        Assert.True(ledger.SpentUsd <= 0.011m);

        // What was answered is known: the same case again asks nothing. Which of them the money sufficed for, their order of arrival says.
        int known = results.Select((result, index) => (result, index)).First(one => one.result is not null).index;
        int asked = server.Requests.Count;
        CallLedger again = new(0.012m, journal.Left(), journal, static _ => { }, static _ => { });
        results = await new BudgetedCells(engine.Within(new(again, 4096)), null, again, slots).EvaluateAsync([cells[known]], 0, Token);
        Assert.Equal(CaseOutcome.Passed, Assert.Single(results)!.Outcome);
        Assert.Equal(asked, server.Requests.Count);
        Assert.Equal(ledger.SpentUsd, again.SpentUsd);
    }

    [Fact]
    public async Task Each_attempt_that_may_be_charged_counts_and_one_that_was_refused_does_not()
    {
        await using StubModelServer server = new(new StubAnswer("{}", 500), new StubAnswer("{}", 429), StubAnswer.Text("Paris"));
        using PtmEngine engine = Open(server, "input_usd_per_1m: 1, output_usd_per_1m: 1, parameters: { max_tokens: 1000 }");
        KeptCalls journal = new();
        CallLedger ledger = Ledger(1, journal);

        await engine.Within(new(ledger, 4096)).Providers.Get("small", null).CompleteAsync(Requests.Of("Paris?"), Token);

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal([CallState.Lost, CallState.Released, CallState.Answered], journal.Left().Select(call => call.State));
        Assert.Equal(journal.Left()[0].BoundUsd + 0.0012m, ledger.SpentUsd);
        Assert.InRange(journal.Left()[0].BoundUsd, 0.0012m, 0.0015m);
    }

    [Theory]
    [InlineData("parameters: { temperature: 0 }", 77)]
    [InlineData("parameters: { max_tokens: 50 }", 50)]
    [InlineData("parameters: { max_completion_tokens: 60 }", 60)]
    [InlineData("parameters: { max_tokens: -1 }", 77)]
    [InlineData("parameters: { passthrough: { max_tokens: 90 } }", 90)]
    [InlineData("parameters: { reasoning: { max_tokens: 30 } }", 77)]
    public async Task A_model_whose_profile_sets_no_longest_answer_is_asked_for_one(string parameters, int longest)
    {
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        using PtmEngine engine = Open(server, "input_usd_per_1m: 0, output_usd_per_1m: 1000000, " + parameters);
        KeptCalls journal = new();

        await engine.Within(new(Ledger(200_000, journal), 77)).Providers.Get("small", null).CompleteAsync(Requests.Of("Paris?"), Token);

        JsonElement body = Assert.Single(server.Requests).Body;
        Assert.Equal(longest, (body.TryGetProperty("max_tokens", out JsonElement limit) ? limit : body.GetProperty("max_completion_tokens")).GetInt32());
        Assert.Equal(longest, journal.Calls[0].BoundUsd);
    }

    [Theory]
    [InlineData("", """{"text": "What is it?"}""", "The price of provider 'small' (scripted) is not known, so a limit of cost cannot be kept. Set input_usd_per_1m and output_usd_per_1m in its profile; 0 for a model of your own.")]
    [InlineData("input_usd_per_1m: 1, output_usd_per_1m: 1", """[{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AAAA"}}]}]""", "The prompt sends a part of the type 'input_audio' to provider 'small', whose cost has no bound that is known before. Take it out for the optimization.")]
    public async Task What_has_no_bound_is_not_asked(string profile, string text, string message)
    {
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        using PtmEngine engine = Open(server, profile);

        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => engine.Within(new(Ledger(200, new KeptCalls()), 77)).Providers.Get("small", null).CompleteAsync(Requests.Of(text), Token));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("max_tokens: 8, passthrough: { max_tokens: -1 }", "passthrough.max_tokens")]
    [InlineData("max_tokens: 8, passthrough: { max_tokens: null }", "passthrough.max_tokens")]
    [InlineData("passthrough: { options: { num_predict: 0 } }", "passthrough.options.num_predict")]
    [InlineData("max_tokens: 8, a: { b: { c: { d: { e: { f: { max_tokens: -1 } } } } } }", "a.b.c.d.e.f.max_tokens")]
    [InlineData("max_tokens: 8, extra_body: { max_completion_tokens: '9' }", "extra_body.max_completion_tokens")]
    [InlineData("max_tokens: 8, passthrough: { generationConfig: null }", "passthrough.generationConfig")]
    [InlineData("max_tokens: 8, passthrough: { n: 50 }", "passthrough.n")]
    [InlineData("max_tokens: 8, best_of: 3", "best_of")]
    [InlineData("max_tokens: 8, num_return_sequences: 2", "num_return_sequences")]
    [InlineData("max_tokens: 8, passthrough: { generationConfig: { candidateCount: 8 } }", "passthrough.generationConfig.candidateCount")]
    [InlineData("max_tokens: 8, candidate_count: '2'", "candidate_count")]
    [InlineData("max_tokens: 8, service_tier: priority", "service_tier")]
    [InlineData("max_tokens: 8, passthrough: { service_tier: auto }", "passthrough.service_tier")]
    [InlineData("max_tokens: 8, passthrough: { model: dearer }", "passthrough.model")]
    [InlineData("max_tokens: 8, passthrough: { models: [scripted, dearer] }", "passthrough.models")]
    [InlineData("max_tokens: 8, passthrough: { previous_response_id: r1 }", "passthrough.previous_response_id")]
    [InlineData("max_tokens: 8, passthrough: { model: scripted, n: 1, service_tier: default, max_tokens: 9, response_format: { schema: { n: 5 } } }", null)]
    public async Task A_parameter_that_makes_a_call_dearer_than_its_bound_is_refused_at_submission(string parameters, string? named)
    {
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        await using PtmEngine engine = Open(server, $"input_usd_per_1m: 1, output_usd_per_1m: 10, parameters: {{ {parameters} }}");
        Task<OptimizationEstimate> estimate = ((EngineOptimizations)engine.Optimizations).EstimateAsync("a", new(), isNew: false, Token);

        if (named is null)
        {
            Assert.True((await estimate).BaselineUsd > 0);
            return;
        }

        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => estimate);
        Assert.Equal(422, refused.Status);
        Assert.Contains($"What a call of provider 'small' costs has no bound: the parameter '{named}' ", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PtmException>(() => engine.Optimizations.SubmitAsync("a", new(), Token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Money_that_surely_does_not_suffice_is_refused_before_anything_is_asked_and_what_may_not_is_told_first()
    {
        await using StubModelServer server = new(StubAnswer.Text("London"));
        await using PtmEngine engine = Open(server, "input_usd_per_1m: 1, output_usd_per_1m: 10, parameters: { max_tokens: 1000 }");
        EngineOptimizations optimizations = (EngineOptimizations)engine.Optimizations;
        OptimizationRequest request = new() { MaxCycles = 1, StabilitySamples = 1 };

        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => optimizations.SubmitAsync("a", request with { MaxCostUsd = 0.01m }, Token));
        Assert.Equal(422, refused.Status);
        Assert.Matches(@"max_cost_usd 0\.01 does not suffice for a single answer of provider 'small', which may cost \$0\.010\d .*come to \$0\.\d+\)", refused.Message);
        await Assert.ThrowsAsync<PtmException>(() => optimizations.EstimateAsync("a", request with { MaxCostUsd = 0.01m }, isNew: false, Token));
        Assert.Empty(await optimizations.GetHistoryAsync("a", Token));
        Assert.Empty(server.Requests);

        // A case and its judge come to two cents at most, and to less with what they answer.
        OptimizationEstimate little = await optimizations.EstimateAsync("a", request with { MaxCostUsd = 0.03m }, isNew: false, Token);
        OptimizationEstimate enough = await optimizations.EstimateAsync("a", request, isNew: false, Token);
        Assert.InRange(little.BaselineUsd, 0.02m, 0.022m);
        Assert.InRange(little.CycleUsd, 0.09m, 0.1m);
        Assert.Contains("max_cost_usd 0.03 may not suffice for one cycle", little.Doubt, StringComparison.Ordinal);
        Assert.Null(enough.Doubt);
        Assert.Empty(server.Requests);

        string id = (await optimizations.SubmitAsync("a", request with { MaxCostUsd = 0.03m }, Token)).Id;
        await foreach (OptimizationProgress step in optimizations.FollowAsync(id, 0, Token))
        {
            Assert.EndsWith(step.Sequence == 1 ? little.Doubt! : "", step.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_program_is_asked_alone_until_it_has_told_what_an_answer_costs()
    {
        int atWork = 0;
        int most = 0;
        int answers = 0;
        PtmEngineOptions options = new() { Cassettes = "off" };
        options.AddProvider("app", new Program(async () =>
        {
            most = answers == 0 ? Math.Max(most, Interlocked.Increment(ref atWork)) : most;
            await Task.Delay(1, Token);
            Interlocked.Decrement(ref atWork);
            Interlocked.Increment(ref answers);
            return new() { Text = "x", CostUsd = 0.01m };
        }));
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        using PtmEngine engine = Open(server, "", options);
        CallLedger ledger = Ledger(0.055m, new KeptCalls());
        IPromptProvider app = engine.Within(new(ledger, 77)).Providers.Get("app", null);

        Task<ModelOutput>[] calls = [.. Enumerable.Range(0, 12).Select(i => app.CompleteAsync(Requests.Of(i.ToString(CultureInfo.InvariantCulture)), Token))];
        await Task.WhenAny(Task.WhenAll(calls), Task.Delay(TimeSpan.FromSeconds(20), Token));

        Assert.Equal(1, most);
        Assert.Equal(5, calls.Count(call => call.IsCompletedSuccessfully));
        Assert.Equal(7, calls.Count(call => call.IsFaulted));
        Assert.Equal(0.05m, ledger.SpentUsd);
    }

    [Fact]
    public async Task A_recorded_answer_counts_with_what_it_cost_and_is_not_given_where_it_could_not_have_been_paid()
    {
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        const string Profile = "input_usd_per_1m: 1, output_usd_per_1m: 1, parameters: { max_tokens: 1000 }";
        decimal[] spent = new decimal[2];
        int[] decided = new int[2];
        string[] modes = ["record", "replay"];
        for (int i = 0; i < 2; i++)
        {
            await using PtmEngine engine = Open(server, Profile, new() { Cassettes = modes[i] });
            CallLedger ledger = Ledger(0.006m, new KeptCalls());
            IPromptProvider small = engine.Within(new(ledger, 77)).Providers.Get("small", null);
            for (int sample = 0; sample < 6; sample++)
            {
                try
                {
                    await small.CompleteAsync(Requests.Of("Paris?") with { Sample = sample }, Token);
                    decided[i]++;
                }
                catch (PtmException refused) when (refused.Diagnostics[0].Code == DiagnosticCodes.BudgetExhausted)
                {
                }
            }

            spent[i] = ledger.SpentUsd;
        }

        Assert.Equal(4, decided[0]);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(decided[0], decided[1]);
        Assert.Equal(spent[0], spent[1]);
    }

    [Fact]
    public async Task What_a_run_recorded_answers_for_no_sample_of_an_optimization_and_a_new_one_draws_its_own()
    {
        await using StubModelServer server = new(StubAnswer.Text("Paris"));
        await using PtmEngine engine = Open(server, "input_usd_per_1m: 1, output_usd_per_1m: 1, parameters: { max_tokens: 1000 }", new() { Cassettes = "auto" });
        await engine.RunAsync(engine.Plan(), cancellationToken: Token);
        List<int> asked = [Asked()];

        // The second takes over what the first paid for, which it could not decide by; the third starts over.
        foreach (bool isNew in new[] { false, false, true })
        {
            await ((EngineOptimizations)engine.Optimizations).SubmitAsync("a", new() { StabilitySamples = 2 }, isNew, Token);
            Optimization ended = await engine.Optimizations.WaitAsync("a", cancellationToken: Token);
            Assert.Equal(RunState.Failed, ended.State);
            asked.Add(Asked());
        }

        Assert.Equal([1, 3, 3, 5], asked);

        int Asked() => server.Requests.Count(request => Last(request) == "Paris?");
    }

    static string Last(StubRequest request) => request.Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    static CallLedger Ledger(decimal limit, KeptCalls journal) => new(limit, [], journal, static _ => { }, static _ => { });

    PtmEngine Open(StubModelServer server, string profile, PtmEngineOptions? options = null)
    {
        _folder.Write("ptm.yaml", $$"""
            prompts: '*.p.yaml'
            judge_profile: small
            providers:
              small: { type: openai, model: scripted, base_url: "{{server.BaseUrl}}", api_key_env: {{_key.Name}}{{(profile.Length == 0 ? "" : ", ")}}{{profile}} }
            """);
        _folder.Write("a.p.yaml", """
            id: a
            prompt_text: "Paris?"
            provider_profiles: [small]
            tests: [{ assert: [{ type: contains, value: Paris }, { type: llm-rubric, value: is a city }] }]
            """);
        options ??= new() { Cassettes = "off" };
        options.Time = new HurriedTime();
        return PtmEngine.Open(_folder.Path, options);
    }

    sealed class Program(Func<Task<ModelOutput>> answer) : IPromptProvider
    {
        public Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken) => answer();
    }
}
