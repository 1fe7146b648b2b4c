namespace Ptm.Engine.Templating.Values;

/// <summary><c>loop</c> inside of a <c>for</c>.</summary>
internal sealed class LoopValue(int length) : DictValue
{
    /// <summary>The round, from 0.</summary>
    public int Index { get; set; }

    public override bool TryGet(string name, out Value value)
    {
        Value? member = name switch
        {
            "index" => Index + 1,
            "index0" => Index,
            "revindex" => length - Index,
            "revindex0" => length - Index - 1,
            "first" => Index == 0,
            "last" => Index == length - 1,
            "length" => length,
            _ => null,
        };
        value = member ?? Value.Undefined;
        return member is not null;
    }

    protected override void Fill()
    {
        foreach (string name in (ReadOnlySpan<string>)["index", "index0", "revindex", "revindex0", "first", "last", "length"])
        {
            TryGet(name, out Value value);
            Set(name, value);
        }
    }
}
