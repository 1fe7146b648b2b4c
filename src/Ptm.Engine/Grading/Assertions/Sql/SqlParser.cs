using System.Collections.Concurrent;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>
/// Parses SQL with the grammars of node-sql-parser, interpreted in process. Nothing of it is loaded before the first text comes,
/// and a minute after the last one it is let go of.
/// </summary>
internal sealed class SqlParser(SqlLimits limits) : IDisposable
{
    static readonly Lazy<SqlParser> _shared = new(() => new SqlParser(SqlLimits.Default));

    readonly SemaphoreSlim _slots = new(limits.Concurrency);
    readonly ConcurrentDictionary<string, ConcurrentBag<SqlGrammar>> _idle = new(StringComparer.Ordinal);
    Timer? _timer;

    public static Task<SqlParse> ParseAsync(string dialect, string sql, CancellationToken cancellationToken) => _shared.Value.RunAsync(dialect, sql, cancellationToken);

    /// <exception cref="SqlParserException">The text ran into a limit.</exception>
    public async Task<SqlParse> RunAsync(string dialect, string sql, CancellationToken cancellationToken)
    {
        if (sql.Length > limits.Length)
        {
            throw new SqlParserException(FormattableString.Invariant($"the SQL has {sql.Length:N0} characters; {limits.Length:N0} are parsed"));
        }

        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            TaskCompletionSource<SqlParse> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

            // A thread of its own, because a grammar needs a deeper stack than the pool's threads have.
            new Thread(() => Run(dialect, sql, completion, cancellationToken), limits.StackSize) { IsBackground = true, Name = "Ptm SQL" }.Start();
            return await completion.Task.ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
            LetGoLater();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        LetGo();
        _slots.Dispose();
    }

    void Run(string dialect, string sql, TaskCompletionSource<SqlParse> completion, CancellationToken cancellationToken)
    {
        try
        {
            ConcurrentBag<SqlGrammar> idle = _idle.GetOrAdd(dialect, _ => []);
            SqlGrammar grammar = idle.TryTake(out SqlGrammar? known) ? known : new SqlGrammar(dialect, limits);
            SqlParse parse = grammar.Parse(sql, cancellationToken);
            idle.Add(grammar);
            completion.SetResult(parse);
        }
        catch (OperationCanceledException)
        {
            completion.SetCanceled(cancellationToken);
        }
#pragma warning disable CA1031 // Nothing that a text makes the interpreter throw may end the process; the case becomes an error that tells it.
        catch (Exception error)
        {
            completion.SetException(error as SqlParserException ?? new SqlParserException($"the SQL parser failed: {error.Message}", error));
        }
#pragma warning restore CA1031
    }

    void LetGoLater()
    {
        Timer timer = LazyInitializer.EnsureInitialized(ref _timer, () => new Timer(_ => LetGo()));
        timer.Change(limits.Idle, Timeout.InfiniteTimeSpan);
    }

    void LetGo()
    {
        foreach (ConcurrentBag<SqlGrammar> idle in _idle.Values)
        {
            while (idle.TryTake(out SqlGrammar? grammar))
            {
                grammar.Dispose();
            }
        }

        SqlGrammar.Forget();
    }
}
