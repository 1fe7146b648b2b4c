using System.Collections.Concurrent;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>The steps by which judges come to a score, derived from the criteria by one question a judge and criterion, however many cases ask for them.</summary>
internal sealed class EvaluationSteps
{
    const int MostSteps = 50;

    readonly ConcurrentDictionary<(string Judge, string Question), Lazy<Task<IReadOnlyList<string>>>> _derived = new();

    /// <exception cref="JudgeException">The judge gave none. The next case asks anew.</exception>
    public async Task<IReadOnlyList<string>> OfAsync(RenderedPrompt question, JudgeSession judge, CancellationToken cancellationToken)
    {
        (string, string) key = (judge.NameOf(JudgeKind.Text), question.Text);
        while (true)
        {
            Lazy<Task<IReadOnlyList<string>>> steps = _derived.GetOrAdd(key, _ => new(() => DeriveAsync(question, judge, cancellationToken)));
            try
            {
                return await steps.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever asked first has given up; the next one asks anew.
                _derived.TryRemove(KeyValuePair.Create(key, steps));
            }
            catch
            {
                _derived.TryRemove(KeyValuePair.Create(key, steps));
                throw;
            }
        }
    }

    static async Task<IReadOnlyList<string>> DeriveAsync(RenderedPrompt question, JudgeSession judge, CancellationToken cancellationToken)
    {
        ModelOutput reply = await judge.AskOnceAsync(question, VerdictSchemas.Steps, cancellationToken).ConfigureAwait(false);
        return new JudgeReply(reply, judge.Asked!, []).Read("steps").Texts("steps", MostSteps);
    }
}
