using System.Threading.Channels;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Running;

/// <summary>Keeps the results of one run in the store: all that came while the last were being kept go together, so that a lone result is kept at once and many share a commit.</summary>
internal sealed class ResultWriter
{
    const int MostAtOnce = 256;

    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    readonly Channel<StoredResult> _results = Channel.CreateBounded<StoredResult>(new BoundedChannelOptions(2 * MostAtOnce) { SingleReader = true });
    readonly RunDesk _desk;
    readonly string _runKey;
    readonly RunTally _tally;
    readonly CancellationToken _stopped;
    readonly Task _writing;

    /// <param name="desk">Where the run is worked on.</param>
    /// <param name="runKey">The run.</param>
    /// <param name="tally">Counts what was kept.</param>
    /// <param name="stopped">Cancelled when the run is no longer this worker's: a store that fails is then not tried again.</param>
    public ResultWriter(RunDesk desk, string runKey, RunTally tally, CancellationToken stopped)
    {
        _desk = desk;
        _runKey = runKey;
        _tally = tally;
        _stopped = stopped;
        _writing = Task.Run(WriteAsync, CancellationToken.None);
    }

    public ValueTask AddAsync(StoredResult result) => _results.Writer.WriteAsync(result);

    /// <summary>Keeps what is left.</summary>
    public async Task CompleteAsync()
    {
        _results.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    async Task WriteAsync()
    {
        try
        {
            await WriteAllAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever adds a result is told, and does not wait for room.
            _results.Writer.TryComplete(e);
            throw;
        }
    }

    async Task WriteAllAsync()
    {
        List<StoredResult> batch = new(MostAtOnce);
        while (await _results.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MostAtOnce && _results.Reader.TryRead(out StoredResult? result))
            {
                batch.Add(result);
            }

            await KeepAsync(batch).ConfigureAwait(false);
        }
    }

    // A result may have been paid for, so a store that fails is tried again for as long as the run is this worker's.
    async Task KeepAsync(List<StoredResult> batch)
    {
        while (true)
        {
            try
            {
                await _desk.Store.AddResultsAsync(_runKey, batch, CancellationToken.None).ConfigureAwait(false);
                batch.ForEach(kept => _tally.Add(kept.Result));
                return;
            }
            catch (PtmException e)
            {
                _desk.Warn(e.Diagnostics[0]);
                if (_stopped.IsCancellationRequested)
                {
                    return;
                }

                await Task.WhenAny(Task.Delay(s_pause, _desk.Time, _stopped)).ConfigureAwait(false);
            }
        }
    }
}
