namespace Ptm.Engine.Providers.Limits;

/// <summary>How many tokens calls used beyond those of their prompts: the longest of the last ones is what the next may need. Not safe for several threads at once.</summary>
internal sealed class AnswerLengths
{
    // Enough for the spread of answers to be seen, and few enough for one that ran away to be forgotten.
    const int Kept = 32;

    readonly Queue<long> _last = [];

    /// <summary>The longest of the last answers; null where there was none yet.</summary>
    public long? Longest => _last.Count == 0 ? null : _last.Max();

    public void Add(long tokens)
    {
        _last.Enqueue(Math.Max(0, tokens));
        if (_last.Count > Kept)
        {
            _last.Dequeue();
        }
    }
}
