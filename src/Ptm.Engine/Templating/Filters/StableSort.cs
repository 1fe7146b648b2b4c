namespace Ptm.Engine.Templating.Filters;

/// <summary>A merge sort: equal items keep their order, and an inconsistent comparison, which mixed values make, does no harm.</summary>
internal static class StableSort
{
    public static void Sort<T>(List<T> items, Comparison<T> compare)
    {
        T[] from = [.. items];
        T[] to = new T[from.Length];
        for (int width = 1; width < from.Length; width *= 2)
        {
            for (int start = 0; start < from.Length; start += 2 * width)
            {
                Merge(from, to, start, Math.Min(start + width, from.Length), Math.Min(start + (2 * width), from.Length), compare);
            }

            (from, to) = (to, from);
        }

        items.Clear();
        items.AddRange(from);
    }

    static void Merge<T>(T[] from, T[] to, int start, int middle, int end, Comparison<T> compare)
    {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++)
        {
            bool takesLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }
}
