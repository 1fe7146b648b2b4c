using System.Collections.Concurrent;
using CsCheck;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Statistics;

namespace Ptm.Engine.Tests.Optimizing.Spending;

/// <summary>Whatever calls cost and however they fail, sixteen at once and over restarts: the service's own bill stays within the limit.</summary>
public sealed class SpendingLimitTests
{
    const int Calls = 60;
    const int AtOnce = 16;

    [Fact]
    public async Task The_service_never_bills_more_than_the_limit()
    {
        await Gen.Select(Gen.ULong, Gen.Int[1, 400], Gen.Int[0, 3]).SampleAsync(
            async (seed, limit, kills) =>
            {
                BillingService service = new(seed);
                KeptCalls journal = new();
                decimal limitUsd = limit / 100m;
                for (int life = 0; life <= kills; life++)
                {
                    using CancellationTokenSource killed = new();
                    if (life < kills)
                    {
                        service.AfterCalls((life + 1) * 9, killed);
                    }

                    CallLedger ledger = new(limitUsd, journal.Left(), journal, static _ => { }, static _ => { });
                    BudgetedProvider provider = new("billed", service, ledger, request => request.Prompt.Text, _ => BillingService.Bound);
                    await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => AskAsync(provider, worker, killed.Token)));
                    Assert.True(ledger.SpentUsd <= limitUsd, $"seed {seed}: counted {ledger.SpentUsd} of {limitUsd}");
                }

                Assert.True(service.Bill <= limitUsd, $"seed {seed}: billed {service.Bill} of {limitUsd}");
                Assert.All(service.Answered, answered => Assert.Equal(1, answered.Value));
            },
            iter: 150,
            threads: 1);
    }

    static async Task AskAsync(BudgetedProvider provider, int worker, CancellationToken cancellationToken)
    {
        for (int call = worker; call < Calls; call += AtOnce)
        {
            try
            {
                await provider.CompleteAsync(new() { Prompt = new() { Text = $"{call}" } }, cancellationToken);
            }
            catch (PtmException)
            {
                // It failed, or the money did not suffice.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>A service that charges for answers, and for some requests that it does not answer, and that is asked again as often as a model is.</summary>
    sealed class BillingService(ulong seed) : IPromptProvider
    {
        public const decimal Bound = 0.10m;

        readonly Lock _gate = new();
        int _requests;
        int _killAt = int.MaxValue;
        CancellationTokenSource? _kill;

        public decimal Bill { get; private set; }

        public ConcurrentDictionary<string, int> Answered { get; } = new(StringComparer.Ordinal);

        public void AfterCalls(int count, CancellationTokenSource kill) => (_killAt, _kill) = (_requests + count, kill);

        public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            for (int attempt = 0; attempt < 4; attempt++)
            {
                await request.Attempts!.BeginAsync(cancellationToken);
                (double what, decimal cost) = Charge(request.Prompt.Text);
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                if (what < 0.6)
                {
                    Answered.AddOrUpdate(request.Prompt.Text, 1, (_, count) => count + 1);
                    return new() { Text = "answer", CostUsd = cost };
                }

                await request.Attempts.FailedAsync(mayBeCharged: what < 0.9);
            }

            throw new PtmException(new Diagnostic(DiagnosticCodes.ProviderFailed, DiagnosticSeverity.Error, "It did not answer."));
        }

        // 60 % are answered, 30 % are charged and lost, 10 % are refused free of charge.
        (double What, decimal Cost) Charge(string prompt)
        {
            lock (_gate)
            {
                if (++_requests == _killAt)
                {
                    _kill!.Cancel();
                }

                SplitMix64 random = new(seed ^ (ulong)_requests * 0x9E3779B97F4A7C15 ^ (ulong)prompt.Length);
                double what = random.NextDouble();
                decimal cost = (decimal)random.NextDouble() * Bound;
                Bill += what < 0.9 ? cost : 0;
                return (what, cost);
            }
        }
    }
}
