using Ptm.Engine.Operations;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>Optimizations that go on with the answers of earlier ones that ended before they were done.</summary>
public sealed class ContinuedOptimizationTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly NumbersModel _model = new();

    public ContinuedOptimizationTests() => NumbersModel.WriteLibrary(_folder);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static OptimizationRequest Short { get; } = new() { MaxCycles = 3, StabilitySamples = 1, ValidationSamples = 1 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_whose_money_ran_out_is_continued_with_more_and_nothing_is_paid_twice(bool inFiles)
    {
        string? store = inFiles ? _folder.Combine("optimizations") : null;
        PtmEngine engine = Open(store);
        List<Optimization> ended = [];
        List<int> calls = [];

        // The baseline alone; a cycle whose candidates cannot be proven; the rest, of which what was lost of the second is asked again.
        foreach (decimal limit in new[] { 0.45m, 0.5m, 5 })
        {
            if (inFiles)
            {
                await engine.DisposeAsync();
                engine = Open(store);
            }

            int before = _model.Calls.Count;
            ended.Add(await EndAsync(engine, Short with { MaxCostUsd = limit }));
            calls.Add(_model.Calls.Count - before);
            Assert.Equal(calls[^1] * NumbersModel.AnswerUsd, ended[^1].CostUsd);
        }

        Assert.Equal([RunState.Failed, RunState.Failed, RunState.Completed], ended.Select(one => one.State));
        Assert.Equal([null, ended[0].Id, ended[1].Id], ended.Select(one => one.Continues));
        Assert.Equal([null, calls[0], calls[0] + calls[1]], ended.Select(one => one.CarriedAnswers));
        Assert.Equal([null, ended[0].CostUsd, ended[0].CostUsd + ended[1].CostUsd], ended.Select(one => one.CarriedCostUsd));
        Assert.Equal(OptimizationVerdict.Improved, ended[2].Verdict);
        Assert.Equal(0, _model.Again);
        Assert.Contains($"takes over {calls[0]} answers that optimization {ended[0].Id} paid $0.", await FirstStepAsync(engine, ended[1].Id), StringComparison.Ordinal);

        // Nobody looked at the held-out cases before, so none of alpha was spent.
        await using PtmEngine other = Open(null);
        Optimization whole = await EndAsync(other, Short with { MaxCostUsd = 5 });
        Assert.Equal(whole.Gain, ended[2].Gain);
        Assert.Equal(whole.CostUsd, ended.Sum(one => one.CostUsd));
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task What_only_says_when_the_search_ends_may_differ_and_nothing_else()
    {
        await using PtmEngine engine = Open(null);
        OptimizationRequest poor = Short with { MaxCostUsd = 0.45m };
        Optimization first = await EndAsync(engine, poor);

        Assert.Null((await EndAsync(engine, poor with { MinImprovement = 3 })).Continues);
        Assert.Null((await EndAsync(engine, poor with { StabilitySamples = 2 })).Continues);
        Assert.Equal(first.Id, (await EndAsync(engine, poor with { MaxCycles = 7, TargetScore = 99, MaxCostUsd = 0.46m, EnforceTargetScore = true, VisibilityScope = VisibilityScope.OrgVisible })).Continues);

        // Asked for as a new one, it pays for all of it.
        int before = _model.Calls.Count;
        Optimization anew = await ((EngineOptimizations)engine.Optimizations).SubmitAsync("numbers", poor, isNew: true, Token);
        anew = await engine.Optimizations.WaitAsync("numbers", cancellationToken: Token);
        Assert.Equal((null, null, first.CostUsd), (anew.Continues, anew.CarriedAnswers, anew.CostUsd));
        Assert.Equal(first.CostUsd, (_model.Calls.Count - before) * NumbersModel.AnswerUsd);
    }

    [Fact]
    public async Task One_that_was_interrupted_is_continued_with_more_money_whatever_became_of_those_before_it()
    {
        string store = _folder.Combine("optimizations");
        string first;
        await using (PtmEngine engine = Open(store))
        {
            _model.HoldAfter(25);
            first = (await engine.Optimizations.SubmitAsync("numbers", Short with { MaxCostUsd = 2 }, Token)).Id;
            await _model.Held.WaitAsync(TimeSpan.FromSeconds(30), Token);
        }

        _model.Release();
        await using (PtmEngine engine = Open(store))
        {
            Optimization second = await EndAsync(engine, Short with { MaxCostUsd = 3 });
            Assert.Equal((first, OptimizationVerdict.Improved, 0), (second.Continues, second.Verdict, _model.Again));
            Assert.InRange(second.CarriedAnswers!.Value, 21, 25);
        }

        // Of one that is gone nothing is taken over, and one that continues itself does not do so for ever.
        Optimization poorest;
        await using (PtmEngine engine = Open(store))
        {
            poorest = await EndAsync(engine, Short with { MaxCostUsd = 0.4m, MinImprovement = 4 });
            Assert.Equal(RunState.Failed, poorest.State);
        }

        string poor = Path.Combine(store, poorest.Id);
        string told = await File.ReadAllTextAsync(Path.Combine(poor, "optimization.json"), Token);
        foreach (string before in new[] { "gone", poorest.Id })
        {
            await File.WriteAllTextAsync(Path.Combine(poor, "optimization.json"), told.Replace("\"optimization\":{", $"\"optimization\":{{\"continues\":\"{before}\",", StringComparison.Ordinal), Token);
            await using PtmEngine engine = Open(store);
            Optimization third = await EndAsync(engine, Short with { MaxCostUsd = 0.41m, MinImprovement = 4 });
            Assert.Equal((poorest.Id, poorest.CostUsd), (third.Continues, third.CarriedCostUsd));
            Directory.Delete(Path.Combine(store, third.Id), recursive: true);
        }
    }

    [Fact]
    public async Task One_that_another_process_is_at_is_neither_continued_nor_run_again()
    {
        string store = _folder.Combine("optimizations");
        await using PtmEngine running = Open(store);
        _model.HoldAfter(25);
        string first = (await running.Optimizations.SubmitAsync("numbers", Short with { MaxCostUsd = 2 }, Token)).Id;
        await _model.Held.WaitAsync(TimeSpan.FromSeconds(30), Token);

        // Each engine opens the files for itself, as a process does.
        await using PtmEngine other = Open(store);
        PtmException refused = await Assert.ThrowsAsync<PtmException>(() => other.Optimizations.SubmitAsync("numbers", Short with { MaxCostUsd = 2 }, Token));
        Assert.Contains($"Another process is at this optimization ({first}): wait for it, stop it, or use --new.", refused.Message, StringComparison.Ordinal);
        Assert.Null((await other.Optimizations.SubmitAsync("numbers", Short with { MaxCostUsd = 3 }, Token)).Continues);
        _model.Release();
    }

    static async Task<Optimization> EndAsync(PtmEngine engine, OptimizationRequest request)
    {
        string id = (await engine.Optimizations.SubmitAsync("numbers", request, Token)).Id;
        Optimization ended = await engine.Optimizations.WaitAsync("numbers", cancellationToken: Token);
        Assert.Equal(id, ended.Id);
        return ended;
    }

    static async Task<string> FirstStepAsync(PtmEngine engine, string id)
    {
        await foreach (OptimizationProgress step in engine.Optimizations.FollowAsync(id, 0, Token))
        {
            return step.Message!;
        }

        return "";
    }

    PtmEngine Open(string? store)
    {
        PtmEngineOptions options = new() { Cassettes = "off", OptimizationFolder = store, MaxConcurrency = 4 };
        options.AddProvider("model", _model);
        return PtmEngine.Open(_folder.Path, options);
    }
}
