using System.Text;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// Answers that were recorded and are not in the model's file yet: appended, so that ten thousand answers are not a file written ten thousand times.
/// One a process, held open by it; one that nobody holds is of a process that was killed. A last line without its end was never seen by any case.
/// Not thread-safe.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const string Pattern = "*.recording";

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string _path;
    readonly FileStream _stream;

    Journal(string path)
    {
        _path = path;
        _stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>How many answers it holds.</summary>
    public int Count { get; private set; }

    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Journal Begin(string folder)
    {
        Directory.CreateDirectory(folder);
        return new(Path.Combine(folder, $".{Guid.NewGuid():n}.recording"));
    }

    /// <summary>The recordings of every journal in a folder, those of processes at work too, in no particular order of files.</summary>
    /// <exception cref="PtmException">A line is no recording.</exception>
    public static IEnumerable<Recording> ReadAll(string folder) => Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal).SelectMany(Read);

    /// <summary>Journals of processes that are gone, each held by this process until it is disposed.</summary>
    public static IReadOnlyList<LeftJournal> Left(string folder) => [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal).Select(LeftJournal.TryHold).OfType<LeftJournal>()];

    /// <summary>Appends answers; they are on the disk when this returns.</summary>
    public void Append(IReadOnlyCollection<Recording> recordings)
    {
        StringBuilder text = new();
        foreach (Recording recording in recordings)
        {
            text.Append(recording.Line).Append('\n');
        }

        long before = _stream.Length;
        try
        {
            _stream.Write(s_utf8.GetBytes(text.ToString()));
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a line in the middle would make the rest unreadable.
            _stream.SetLength(before);
            throw;
        }

        Count += recordings.Count;
    }

    /// <summary>Lets go of the file, which stays.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>Deletes it, once its answers are in the models' files.</summary>
    public void Delete()
    {
        _stream.Dispose();
        File.Delete(_path);
    }

    /// <summary>The recordings of one journal; none where it has just been put into the models' files.</summary>
    /// <exception cref="PtmException">A line is no recording.</exception>
    public static IReadOnlyList<Recording> Read(string path)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                return Read(path, stream);
            }
            catch (FileNotFoundException)
            {
                // Its answers have just been put into the models' files.
                return [];
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(start) < s_patience)
            {
                // Somebody is about to do so.
                Thread.Sleep(10);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Fault.Of(DiagnosticCodes.FileNotFound, $"The recordings cannot be read: {failure.Message}", new(path), failure);
            }
        }
    }

    internal static IReadOnlyList<Recording> Read(string path, Stream stream)
    {
        using StreamReader reader = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        string text = reader.ReadToEnd();
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select((line, index) => CassetteFile.ReadLine(line, path, index + 1))];
    }
}
