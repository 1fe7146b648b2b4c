using System.Text;

namespace Ptm.Engine.Reporting.Markdown;

/// <summary>What is left of a comment's length, in bytes of UTF-8.</summary>
internal sealed class MarkdownBudget(int bytes)
{
    int _left = bytes;

    /// <summary>Whether <paramref name="text"/> fits and leaves <paramref name="reserve"/> bytes.</summary>
    public bool Holds(string text, int reserve) => Encoding.UTF8.GetByteCount(text) + reserve <= _left;

    public string Spend(string text)
    {
        _left -= Encoding.UTF8.GetByteCount(text);
        return text;
    }
}
