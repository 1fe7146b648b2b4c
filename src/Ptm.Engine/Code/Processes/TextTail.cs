using System.Text;

namespace Ptm.Engine.Code.Processes;

/// <summary>The end of what a program wrote to a stream, which is read until it closes so that the program never waits for a reader.</summary>
internal sealed class TextTail
{
    const int Kept = 4_096;

    readonly byte[] _bytes = new byte[Kept];
    readonly Lock _gate = new();
    long _total;

    TextTail(Stream stream) => Ended = ReadAsync(stream);

    /// <summary>Ends with the stream; never fails.</summary>
    public Task Ended { get; }

    public static TextTail Of(Stream stream) => new(stream);

    public override string ToString()
    {
        lock (_gate)
        {
            int start = (int)(_total % Kept);
            byte[] ordered = _total <= Kept ? _bytes[..(int)_total] : [.. _bytes.AsSpan(start), .. _bytes.AsSpan(0, start)];
            return Encoding.UTF8.GetString(ordered).Trim();
        }
    }

    async Task ReadAsync(Stream stream)
    {
        byte[] chunk = new byte[8_192];
        try
        {
            while (await stream.ReadAsync(chunk).ConfigureAwait(false) is > 0 and int read)
            {
                Keep(chunk.AsSpan(0, read));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The program has ended.
        }
    }

    void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (byte one in bytes)
            {
                _bytes[_total++ % Kept] = one;
            }
        }
    }
}
