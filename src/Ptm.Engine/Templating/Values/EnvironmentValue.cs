using Ptm.Engine.Code;

namespace Ptm.Engine.Templating.Values;

/// <summary>
/// <c>env</c>: the variables of the environment that a template asks for by name, a file's own before the process's.
/// What is listed are the file's own: the process's may be secrets that nobody named.
/// </summary>
internal sealed class EnvironmentValue : DictValue
{
    public EnvironmentValue(IReadOnlyDictionary<string, string> own)
    {
        foreach ((string name, string value) in own)
        {
            Set(name, value);
        }
    }

    public override bool TryGet(string name, out Value value)
    {
        if (base.TryGet(name, out value))
        {
            return true;
        }

        value = ReadVariables.Get(name);
        return !value.IsUndefined;
    }
}
