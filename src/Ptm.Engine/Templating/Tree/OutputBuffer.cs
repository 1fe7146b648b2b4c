using System.Buffers;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>The text rendered so far. Macros and block sets render behind it and cut their part off again.</summary>
internal sealed class OutputBuffer(int maxLength) : IDisposable
{
    char[] _buffer = ArrayPool<char>.Shared.Rent(1024);

    public int Length { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > Math.Min(_buffer.Length, maxLength) - Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_buffer.AsSpan(Length));
        Length += text.Length;
    }

    public void Append(double number)
    {
        Span<char> text = stackalloc char[JsNumber.MaxLength];
        Append(text[..JsNumber.Format(number, text)]);
    }

    /// <summary>Takes away what was written since <paramref name="start"/>.</summary>
    public string Cut(int start)
    {
        string text = _buffer.AsSpan(start, Length - start).ToString();
        Length = start;
        return text;
    }

    public override string ToString() => _buffer.AsSpan(0, Length).ToString();

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
    }

    void Grow(int more)
    {
        long needed = (long)Length + more;
        if (needed > maxLength)
        {
            throw new TemplateFault($"the output grew past {maxLength} characters");
        }

        char[] larger = ArrayPool<char>.Shared.Rent((int)Math.Max(needed, Math.Min(_buffer.Length * 2L, maxLength)));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
