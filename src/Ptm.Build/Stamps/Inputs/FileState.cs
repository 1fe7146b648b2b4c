using System;
using System.Globalization;
using System.IO;

namespace Ptm.Build.Stamps.Inputs;

/// <summary>A file's length, time and content, or that it was not there. The content is read only where length or time differ.</summary>
internal sealed class FileState : InputState
{
    public const string Kind = "file";

    const long Absent = -1;

    readonly string _path;
    readonly long _length;
    readonly long _writtenTicks;
    readonly string _digest;

    FileState(string path, long length, long writtenTicks, string digest)
    {
        _path = path;
        _length = length;
        _writtenTicks = writtenTicks;
        _digest = digest;
    }

    public override string Name => _path;

    public bool IsThere => _length != Absent;

    public static FileState Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new(path, file.Length, file.LastWriteTimeUtc.Ticks, Digest.Of(file.OpenRead())) : new(path, Absent, 0, "");
    }

    public static FileState? FromParts(string[] parts) =>
        parts.Length >= 5
        && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long length)
        && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long writtenTicks)
            ? new(Rest(parts, 4), length, writtenTicks, parts[3])
            : null;

    public override InputState? Refresh()
    {
        FileInfo file = new(_path);
        if (!file.Exists)
        {
            return _length == Absent ? this : null;
        }

        return file.Length != _length ? null
            : file.LastWriteTimeUtc.Ticks == _writtenTicks ? this
            : OfPath(_path) is FileState now && now._length == _length && now._digest == _digest ? now
            : null;
    }

    public override bool IsOlderThan(DateTime moment) => _length == Absent || _writtenTicks < moment.Ticks;

    protected override string[] Parts() => [Kind, _length.ToString(CultureInfo.InvariantCulture), _writtenTicks.ToString(CultureInfo.InvariantCulture), _digest, _path];
}
