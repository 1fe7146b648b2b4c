using System.Globalization;
using System.Text;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>JSON as JavaScript's JSON.stringify writes it: only what must be is escaped.</summary>
internal sealed class JsonText(RenderScope scope, string indent)
{
    readonly StringBuilder _text = new();
    int _depth;

    /// <summary>The value's JSON; undefined where JSON has no word for it.</summary>
    public Value Write(in Value value) => Append(value) ? _text.ToString() : Value.Undefined;

    bool Append(in Value value)
    {
        scope.CheckLength(_text.Length);
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.Function:
                return false;
            case ValueKind.Number:
                _text.Append(double.IsFinite(value.Number) ? JsNumber.Format(value.Number) : "null");
                return true;
            case ValueKind.Text:
                AppendText(value.Text);
                return true;
            case ValueKind.List:
                AppendList(value.List);
                return true;
            case ValueKind.Dict:
                AppendDict(value.Dict);
                return true;
            default:
                _text.Append(JsConversion.ToText(value));
                return true;
        }
    }

    void AppendList(ListValue list)
    {
        Open('[');
        for (int index = 0; index < list.Count; index++)
        {
            NextItem(index);
            if (!Append(list[index]))
            {
                _text.Append("null");
            }
        }

        Close(']', list.Count);
    }

    void AppendDict(DictValue dict)
    {
        Open('{');
        int written = 0;
        foreach ((string name, Value value) in dict.Members)
        {
            if (value.Kind is ValueKind.Undefined or ValueKind.Function)
            {
                continue;
            }

            NextItem(written++);
            AppendText(name);
            _text.Append(indent.Length > 0 ? ": " : ":");
            Append(value);
        }

        Close('}', written);
    }

    void Open(char bracket)
    {
        if (++_depth > scope.Limits.MaxDepth)
        {
            throw new TemplateFault($"values nested more than {scope.Limits.MaxDepth} deep cannot be dumped");
        }

        _text.Append(bracket);
    }

    void NextItem(int index)
    {
        if (index > 0)
        {
            _text.Append(',');
        }

        BreakLine();
    }

    void Close(char bracket, int count)
    {
        _depth--;
        if (count > 0)
        {
            BreakLine();
        }

        _text.Append(bracket);
    }

    void BreakLine()
    {
        if (indent.Length > 0)
        {
            _text.Append('\n').Insert(_text.Length, indent, _depth);
        }
    }

    void AppendText(string text)
    {
        _text.Append('"');
        for (int index = 0; index < text.Length; index++)
        {
            char c = text[index];
            switch (c)
            {
                case '"' or '\\':
                    _text.Append('\\').Append(c);
                    break;
                case '\b':
                    _text.Append("\\b");
                    break;
                case '\f':
                    _text.Append("\\f");
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                case '\r':
                    _text.Append("\\r");
                    break;
                case '\t':
                    _text.Append("\\t");
                    break;
                case < ' ':
                    AppendCode(c);
                    break;
                default:
                    if (char.IsSurrogate(c) && !IsPaired(text, index))
                    {
                        AppendCode(c);
                    }
                    else
                    {
                        _text.Append(c);
                    }

                    break;
            }
        }

        _text.Append('"');
    }

    void AppendCode(char c) => _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));

    static bool IsPaired(string text, int index) => char.IsHighSurrogate(text[index])
        ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
