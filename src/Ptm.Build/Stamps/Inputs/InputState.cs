using System;
using System.IO;
using System.Linq;

namespace Ptm.Build.Stamps.Inputs;

/// <summary>What something was that a verdict rests on: a file, the list of files that match a pattern, or an environment variable.</summary>
internal abstract class InputState
{
    const char Separator = '\t';

    /// <summary>What a message calls it.</summary>
    public abstract string Name { get; }

    /// <param name="path">Absolute; a pattern's last part has a star, and the part before may be <c>**</c>.</param>
    /// <returns>null when it cannot be read.</returns>
    public static InputState? OfPath(string path)
    {
        try
        {
            return PatternState.Is(path) ? PatternState.Of(path) : FileState.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static InputState OfVariable(string name) => VariableState.Of(name);

    /// <returns>null when it is something else than what <see cref="ToLine"/> wrote.</returns>
    public static InputState? FromLine(string line)
    {
        string[] parts = line.Split(Separator);
        return parts[0] switch
        {
            FileState.Kind => FileState.FromParts(parts),
            PatternState.Kind => PatternState.FromParts(parts),
            VariableState.Kind => VariableState.FromParts(parts),
            _ => null,
        };
    }

    public string ToLine() => string.Join(Separator.ToString(), Parts());

    /// <summary>The state now, if it says the same.</summary>
    /// <returns>This very state when nothing was touched, another when only the time differs, null when the input changed.</returns>
    public abstract InputState? Refresh();

    /// <summary>Whether it was written before <paramref name="moment"/>, as far as one can know.</summary>
    public virtual bool IsOlderThan(DateTime moment) => true;

    /// <summary>The kind first, the name last.</summary>
    protected abstract string[] Parts();

    /// <summary>A path may have a tab in it.</summary>
    protected static string Rest(string[] parts, int from) => string.Join(Separator.ToString(), parts.Skip(from));
}
