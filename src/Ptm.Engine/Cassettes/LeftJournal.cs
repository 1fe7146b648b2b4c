namespace Ptm.Engine.Cassettes;

/// <summary>The journal of a process that was killed, held so that no other process takes it over too.</summary>
internal sealed class LeftJournal : IDisposable
{
    readonly string _path;
    readonly FileStream _held;

    LeftJournal(string path)
    {
        _path = path;
        _held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Takes a journal over; null where its process is at work.</summary>
    public static LeftJournal? TryHold(string path)
    {
        try
        {
            return new(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <exception cref="PtmException">A line is no recording.</exception>
    public IReadOnlyList<Recording> ReadRecordings() => Journal.Read(_path, _held);

    public void Delete()
    {
        _held.Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _held.Dispose();
}
