namespace Ptm.Xunit.Libraries;

/// <summary>When a set of files, and the folders they lie in, last changed.</summary>
internal sealed class FileStamps
{
    readonly (string Path, DateTime Written, long Length)[] _stamps;

    FileStamps((string Path, DateTime Written, long Length)[] stamps) => _stamps = stamps;

    // A folder's time changes when a file comes or goes, so a new prompt file is noticed too.
    public static FileStamps Of(IEnumerable<string> files) =>
        new([.. files.SelectMany(file => new[] { file, Path.GetDirectoryName(file)! }).Distinct(StringComparer.Ordinal).Select(Stamp)]);

    public bool StillHold() => Array.TrueForAll(_stamps, stamp => stamp == Stamp(stamp.Path));

    static (string Path, DateTime Written, long Length) Stamp(string path)
    {
        FileInfo file = new(path);
        return (path, file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
    }
}
