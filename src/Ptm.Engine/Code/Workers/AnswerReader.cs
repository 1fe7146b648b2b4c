using System.Buffers.Text;
using System.Text;

namespace Ptm.Engine.Code.Workers;

/// <summary>Finds a worker's answers in its output, whatever the code printed between them.</summary>
internal sealed class AnswerReader(Stream stream, string token, CodeLimits limits)
{
    // A length has at most ten digits.
    const int HeaderRest = 11;

    readonly byte[] _start = Encoding.ASCII.GetBytes($"\n{token} ");
    byte[] _buffer = new byte[65_536];
    int _length;

    /// <summary>The next answer; null when the output ended before it.</summary>
    /// <exception cref="InvalidDataException">It is longer than it may be, or too much was printed.</exception>
    public async Task<byte[]?> ReadAsync()
    {
        long printed = 0;
        while (true)
        {
            int at = _buffer.AsSpan(0, _length).IndexOf(_start);
            if (at >= 0 && Header(at + _start.Length) is var (length, body))
            {
                return await BodyAsync(length, body).ConfigureAwait(false);
            }

            int kept = at >= 0 ? _length - at : Math.Min(_length, _start.Length - 1);
            printed += _length - kept;
            if (printed > limits.PrintedLength)
            {
                throw new InvalidDataException($"it printed more than {limits.PrintedLength / 1024 / 1024} MB");
            }

            Drop(_length - kept);
            if (!await FillAsync().ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    (int Length, int Body)? Header(int digits)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(digits, _length - digits);
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            return rest.Length > HeaderRest ? throw new InvalidDataException("its answer cannot be read") : null;
        }

        return Utf8Parser.TryParse(rest[..end], out long length, out int read) && read == end
            ? length <= limits.ResultLength ? ((int)length, digits + end + 1) : throw new InvalidDataException($"its result has {length:N0} bytes; {limits.ResultLength:N0} are allowed")
            : throw new InvalidDataException("its answer cannot be read");
    }

    async Task<byte[]?> BodyAsync(int length, int start)
    {
        byte[] body = new byte[length];
        int have = Math.Min(length, _length - start);
        _buffer.AsSpan(start, have).CopyTo(body);
        Drop(start + have);
        while (have < length)
        {
            int read = await stream.ReadAsync(body.AsMemory(have)).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            have += read;
        }

        return body;
    }

    async Task<bool> FillAsync()
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_length)).ConfigureAwait(false);
        _length += read;
        return read > 0;
    }

    void Drop(int bytes)
    {
        _buffer.AsSpan(bytes, _length - bytes).CopyTo(_buffer);
        _length -= bytes;
    }
}
