using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ptm.Engine.Reporting.Html;

/// <summary>
/// JSON within a page's <c>script</c> element. Nothing in a text can end the element or begin a comment in it, and every text arrives as it was,
/// lone surrogates too, which the JSON of the framework replaces.
/// </summary>
internal sealed class ScriptJson
{
    readonly StringBuilder _text = new();
    bool _needsComma;

    public ScriptJson Object(string? name, Action<ScriptJson> members) => Nest(name, '{', '}', members);

    public ScriptJson Array<T>(string name, IEnumerable<T> items, Action<ScriptJson, T> item) => Nest(name, '[', ']', json =>
    {
        foreach (T one in items)
        {
            item(json, one);
        }
    });

    public ScriptJson Text(string name, string? value)
    {
        if (value is not null)
        {
            Begin(name);
            Quote(value);
            _needsComma = true;
        }

        return this;
    }

    public ScriptJson Number(string name, double? value) => Raw(name, value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null);

    public ScriptJson Flag(string name, bool value) => Raw(name, value ? "true" : null);

    public override string ToString() => _text.ToString();

    ScriptJson Raw(string name, string? literal)
    {
        if (literal is not null)
        {
            Begin(name);
            _text.Append(literal);
            _needsComma = true;
        }

        return this;
    }

    ScriptJson Nest(string? name, char open, char close, Action<ScriptJson> content)
    {
        Begin(name);
        _text.Append(open);
        _needsComma = false;
        content(this);
        _text.Append(close);
        _needsComma = true;
        return this;
    }

    void Begin(string? name)
    {
        if (_needsComma)
        {
            _text.Append(',');
        }

        if (name is not null)
        {
            Quote(name);
            _text.Append(':');
        }
    }

    void Quote(string value)
    {
        _text.Append('"');
        ReadOnlySpan<char> rest = value;
        while (!rest.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done;
            if (isWhole && IsPlain(rune))
            {
                _text.Append(rest[..length]);
            }
            else
            {
                foreach (char unit in rest[..length])
                {
                    _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
                }
            }

            rest = rest[length..];
        }

        _text.Append('"');
    }

    static bool IsPlain(Rune rune) =>
        !Rune.IsControl(rune)
        && rune.Value is not ('"' or '\\' or '<' or '>' or '&' or '\'' or 0x2028 or 0x2029 or 0xFEFF)
        && (rune.Value & 0xFFFE) != 0xFFFE;
}
