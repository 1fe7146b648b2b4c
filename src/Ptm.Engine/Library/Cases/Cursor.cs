namespace Ptm.Engine.Library.Cases;

/// <summary>Reads a sequence by position: onwards from the last position that was read, and from the start for an earlier one. Safe for use by many threads.</summary>
internal sealed class Cursor<T>(Func<IEnumerable<T>> sequence)
{
    readonly Lock _gate = new();
    IEnumerator<T>? _items;
    int _position = -1;

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            lock (_gate)
            {
                if (_items is null || index < _position)
                {
                    Restart();
                }

                while (_position < index)
                {
                    if (!_items!.MoveNext())
                    {
                        Close();
                        throw new ArgumentOutOfRangeException(nameof(index), index, "The list has fewer items.");
                    }

                    _position++;
                }

                return _items!.Current;
            }
        }
    }

    void Restart()
    {
        Close();
        _items = sequence().GetEnumerator();
    }

    void Close()
    {
        _items?.Dispose();
        _items = null;
        _position = -1;
    }
}
