namespace Ptm.Client;

/// <summary>Reads server-sent events, of each its data. A comment is a sign of life; a stream without any for too long has fallen silent.</summary>
internal sealed class EventReader(Stream stream, PtmClientOptions options) : IDisposable
{
    readonly byte[] _buffer = new byte[16 * 1024];
    readonly MemoryStream _line = new();
    readonly MemoryStream _data = new();
    int _position;
    int _length;
    bool _hasData;
    bool _afterReturn;

    /// <summary>The next event's data; null when the stream has ended.</summary>
    /// <exception cref="OperationCanceledException">The caller ended it, or the stream fell silent.</exception>
    /// <exception cref="InvalidDataException">An event is longer than an answer may be.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_position < _length)
            {
                if (TakeByte(_buffer[_position++]) is { } data)
                {
                    return data;
                }
            }

            // One a read: data that flows starts the limit anew.
            using CancellationTokenSource silence = new(options.HeartbeatLimit, options.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            _length = await stream.ReadAsync(_buffer, either.Token).ConfigureAwait(false);
            _position = 0;
            if (_length == 0)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        _line.Dispose();
        _data.Dispose();
    }

    byte[]? TakeByte(byte value)
    {
        bool isSecondOfPair = _afterReturn && value == '\n';
        _afterReturn = value == '\r';
        if (isSecondOfPair)
        {
            return null;
        }

        if (value is (byte)'\n' or (byte)'\r')
        {
            byte[] line = _line.ToArray();
            _line.SetLength(0);
            return TakeLine(line);
        }

        _line.WriteByte(value);
        return _line.Length + _data.Length > options.MaxResponseBytes ? throw new InvalidDataException() : null;
    }

    byte[]? TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            byte[]? data = _hasData ? _data.ToArray() : null;
            _data.SetLength(0);
            _hasData = false;
            return data;
        }

        if (line.StartsWith("data:"u8) || line.SequenceEqual("data"u8))
        {
            if (_hasData)
            {
                _data.WriteByte((byte)'\n');
            }

            ReadOnlySpan<byte> value = line[Math.Min(line.Length, 5)..];
            _data.Write(value.StartsWith((byte)' ') ? value[1..] : value);
            _hasData = true;
        }

        return null;
    }
}
