using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>The variables of one scope: the whole template, a loop, a macro call. There are few, so a list is searched.</summary>
internal sealed class Frame(Frame? parent, bool isTopLevel = false, bool keepsWrites = false)
{
    (int Name, bool Shadows, Value Value)[] _variables = [];
    int _count;

    public Frame? Parent => parent;

    /// <summary>A set here is seen by macros too.</summary>
    public bool IsTopLevel => isTopLevel;

    public bool TryGet(int name, out Value value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.Parent)
        {
            int at = frame.Find(name);
            if (at >= 0)
            {
                value = frame._variables[at].Value;
                return true;
            }
        }

        value = Value.Undefined;
        return false;
    }

    /// <summary>Makes the variable here, a loop's or a macro's own: it hides outer ones even while it is undefined.</summary>
    public void Declare(int name, in Value value) => Store(name, value, shadows: true);

    /// <summary>Sets the variable in the nearest scope that has it, else here. A call block never writes outside of itself.</summary>
    public void Assign(int name, in Value value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.WritableParent)
        {
            if (frame.Find(name) >= 0)
            {
                frame.Store(name, value, shadows: false);
                return;
            }
        }

        Store(name, value, shadows: false);
    }

    Frame? WritableParent => keepsWrites ? null : parent;

    void Store(int name, in Value value, bool shadows)
    {
        for (int at = 0; at < _count; at++)
        {
            if (_variables[at].Name == name)
            {
                _variables[at].Value = value;
                _variables[at].Shadows |= shadows;
                return;
            }
        }

        if (_count == _variables.Length)
        {
            Array.Resize(ref _variables, Math.Max(4, _count * 2));
        }

        _variables[_count++] = (name, shadows, value);
    }

    int Find(int name)
    {
        for (int at = 0; at < _count; at++)
        {
            if (_variables[at].Name == name && (_variables[at].Shadows || !_variables[at].Value.IsUndefined))
            {
                return at;
            }
        }

        return -1;
    }
}
