namespace Ptm.Engine.Templating.Values;

internal enum ValueKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    Text,
    List,
    Dict,
    Function,
}
