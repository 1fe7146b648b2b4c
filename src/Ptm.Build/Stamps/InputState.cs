using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Ptm.Build.Stamps;

/// <summary>
/// What an input was: a file's length, time and content, the list of files that match a pattern, or that it was not there.
/// Contents are read only where length or time differ.
/// </summary>
internal sealed class InputState
{
    const char Separator = '\t';
    const long Absent = -1;
    const long Pattern = -2;

    readonly long _length;
    readonly long _writtenTicks;
    readonly string _digest;

    InputState(string path, long length, long writtenTicks, string digest)
    {
        Path = path;
        _length = length;
        _writtenTicks = writtenTicks;
        _digest = digest;
    }

    /// <summary>Absolute; a pattern's last part has a star.</summary>
    public string Path { get; }

    /// <returns>null when it cannot be read.</returns>
    public static InputState? Of(string path)
    {
        try
        {
            string name = System.IO.Path.GetFileName(path);
            if (name.StartsWith("*", StringComparison.Ordinal))
            {
                string folder = System.IO.Path.GetDirectoryName(path)!;
                return new(path, Pattern, 0, Directory.Exists(folder) ? Digest.Of(string.Join("\n", Directory.EnumerateFiles(folder, name).OrderBy(match => match, StringComparer.Ordinal))) : "");
            }

            FileInfo file = new(path);
            return file.Exists ? new(path, file.Length, file.LastWriteTimeUtc.Ticks, Digest.Of(file.OpenRead())) : new(path, Absent, 0, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static InputState? FromLine(string line)
    {
        string[] parts = line.Split([Separator], 4);
        return parts.Length == 4
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long length)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long writtenTicks)
                ? new(parts[3], length, writtenTicks, parts[2])
                : null;
    }

    public string ToLine() => string.Format(CultureInfo.InvariantCulture, "{0}{4}{1}{4}{2}{4}{3}", _length, _writtenTicks, _digest, Path, Separator);

    /// <summary>The state now, if it says the same.</summary>
    /// <returns>This very state when nothing was touched, another when only the time differs, null when the input changed.</returns>
    public InputState? Refresh()
    {
        if (_length >= 0)
        {
            FileInfo file = new(Path);
            if (!file.Exists || file.Length != _length)
            {
                return null;
            }

            if (file.LastWriteTimeUtc.Ticks == _writtenTicks)
            {
                return this;
            }
        }

        return Of(Path) is { } now && now._length == _length && now._digest == _digest
            ? now._writtenTicks == _writtenTicks ? this : now
            : null;
    }

    public bool IsOlderThan(DateTime moment) => _length < 0 || _writtenTicks < moment.Ticks;
}
