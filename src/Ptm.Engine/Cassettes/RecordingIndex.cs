using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// Finds the recording whose messages are most like those of a request. In the order of their texts, and in the order of the same read
/// backwards, what begins or ends alike stands side by side, so four neighbours are looked at and not every recording.
/// </summary>
internal sealed class RecordingIndex
{
    // What shares less is another prompt.
    const double LeastAlike = 0.3;

    readonly Entry[] _forwards;
    readonly Entry[] _backwards;

    public RecordingIndex(IEnumerable<Recording> recordings)
    {
        _forwards = [.. recordings.Select(recording => new Entry(Text(recording.Request), recording))];
        _backwards = [.. _forwards];
        Array.Sort(_forwards, (left, right) => Compare(left, right, Forwards(left.Text, right.Text)));
        Array.Sort(_backwards, (left, right) => Compare(left, right, Backwards(left.Text, right.Text)));
    }

    /// <summary>The likest recording; of those that are equally like it, the one that differs in fewest other things. Null where none is like it.</summary>
    public Recording? Nearest(ModelRequest request)
    {
        string text = Text(request);
        return Neighbours(_forwards, entry => Forwards(entry.Text, text))
            .Concat(Neighbours(_backwards, entry => Backwards(entry.Text, text)))
            .Select(entry => (entry.Recording, Likeness: Likeness(entry.Text, text)))
            .Where(near => near.Likeness >= LeastAlike)
            .OrderByDescending(near => near.Likeness)
            .ThenBy(near => RequestDifference.Of(request, near.Recording.Request).Count)
            .ThenBy(near => near.Recording.Order, StringComparer.Ordinal)
            .Select(near => near.Recording)
            .FirstOrDefault();
    }

    // Those of equal text with their neighbours on both sides; a prompt can be recorded with many samples and settings.
    static IEnumerable<Entry> Neighbours(Entry[] entries, Func<Entry, int> compare)
    {
        const int MostOfOneText = 32;
        int low = 0;
        int high = entries.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = compare(entries[middle]) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (int i = Math.Max(0, low - 1); i < entries.Length && i < low + MostOfOneText; i++)
        {
            yield return entries[i];
            if (i >= low && compare(entries[i]) > 0)
            {
                yield break;
            }
        }
    }

    static double Likeness(string left, string right)
    {
        int most = Math.Min(left.Length, right.Length);
        int head = left.AsSpan().CommonPrefixLength(right);
        int tail = 0;
        while (tail < most - head && left[^(tail + 1)] == right[^(tail + 1)])
        {
            tail++;
        }

        return Math.Max(left.Length, right.Length) is 0 ? 1 : (double)(head + tail) / Math.Max(left.Length, right.Length);
    }

    static string Text(ModelRequest request) => request.Conversation.Text ?? CanonicalJson.Of(request.Conversation.Messages);

    static int Compare(Entry left, Entry right, int byText) => byText != 0 ? byText : string.CompareOrdinal(left.Recording.Order, right.Recording.Order);

    static int Forwards(string left, string right) => string.CompareOrdinal(left, right);

    static int Backwards(string left, string right)
    {
        for (int i = 1; i <= left.Length && i <= right.Length; i++)
        {
            if (left[^i] != right[^i])
            {
                return left[^i].CompareTo(right[^i]);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    sealed record Entry(string Text, Recording Recording);
}
