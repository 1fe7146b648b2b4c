using System.Globalization;
using System.Runtime.CompilerServices;
using Ptm.Client.Http;

namespace Ptm.Client;

internal sealed class OptimizationsClient(PtmHttp http, OptimizationEvents events, TimeProvider time) : IPtmOptimizations
{
    public Task<Optimization> SubmitAsync(string promptId, OptimizationRequest? request = null, CancellationToken cancellationToken = default) =>
        http.ReadAsync<Optimization>(
            http.To(PtmOperations.SubmitOptimization, [promptId]) with { Body = PtmHttp.Json(request ?? new()), IdempotencyKey = PtmHttp.NewKey() },
            cancellationToken);

    public Task<Optimization> GetStatusAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<Optimization>(http.To(PtmOperations.GetOptimizationStatus, [promptId]), cancellationToken);

    public Task<IReadOnlyList<Optimization>> GetHistoryAsync(string promptId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<IReadOnlyList<Optimization>>(http.To(PtmOperations.GetOptimizationHistory, [promptId]), cancellationToken);

    public Task<Optimization> GetAsync(string optimizationId, CancellationToken cancellationToken = default) =>
        http.ReadAsync<Optimization>(http.To(PtmOperations.GetOptimizationDetail, [optimizationId]), cancellationToken);

    public Task CancelAsync(string optimizationId, CancellationToken cancellationToken = default) =>
        http.DoAsync(http.To(PtmOperations.CancelOptimization, [optimizationId]), cancellationToken);

    public async Task<Optimization> WaitAsync(string promptId, TimeSpan? timeout = null, TimeSpan? pollInterval = null, CancellationToken cancellationToken = default)
    {
        using Wait wait = new(timeout ?? TimeSpan.FromSeconds(600), pollInterval ?? TimeSpan.FromSeconds(10), time, cancellationToken);
        Optimization? last = null;
        try
        {
            // Of the one that is newest now: another that is started meanwhile is not waited for.
            last = await GetStatusAsync(promptId, wait.Token).ConfigureAwait(false);
            if (last.IsTerminal)
            {
                return last;
            }

            try
            {
                await foreach (OptimizationProgress happened in events.FollowAsync(last.Id, 0, wait.Token).ConfigureAwait(false))
                {
                    last = last with { State = happened.State };
                }
            }
            catch (PtmException e) when (Wait.CanPollInstead(e))
            {
                // The server has no events, or they cannot be listened to.
            }

            return await wait.PollAsync(
                async token => last = (await GetAsync(last.Id, token).ConfigureAwait(false)) with { Candidates = null },
                optimization => optimization.IsTerminal,
                isKnown: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (wait.IsOver)
        {
            throw new PtmTimeoutException(
                $"The optimization of '{CaseName.OneLine(promptId)}' had not ended within {wait.Limit}; {(last is null ? "its state was never read" : $"it is {Wait.NameOf(last.State)}")}. It goes on: wait again, or cancel it.",
                last?.Id ?? "",
                last?.State,
                wait.Trouble);
        }
    }

    public async IAsyncEnumerable<OptimizationProgress> FollowAsync(string optimizationId, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (after < 0)
        {
            throw PtmRoutes.Wrong($"The events of an optimization are numbered from 1, and this is {after.ToString(CultureInfo.InvariantCulture)}.");
        }

        await foreach (OptimizationProgress happened in events.FollowAsync(optimizationId, after, cancellationToken).ConfigureAwait(false))
        {
            yield return happened;
        }
    }
}
