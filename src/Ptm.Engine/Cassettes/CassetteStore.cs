using System.Collections.Concurrent;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// A folder of recorded answers, one file a model. All files are read at the first question.
/// An answer is on disk when <see cref="StoreAsync"/> returns, so a run that is killed loses only answers that no case has seen;
/// answers that arrive together are written together.
/// </summary>
internal sealed class CassetteStore(string folder, CassetteMode mode, string? configPath = null) : IDisposable
{
    public const string DefaultFolder = ".ptm/cassettes";

    readonly Lock _loading = new();
    readonly ConcurrentDictionary<string, SemaphoreSlim> _asked = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Recording> _unwritten = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _writing = new(1);
    readonly Dictionary<string, LeftFile> _left = new(StringComparer.Ordinal);
    ConcurrentDictionary<string, Recording>? _recordings;

    public string Folder { get; } = Path.GetFullPath(folder);

    public CassetteMode Mode { get; } = mode;

    /// <summary>The command that records what is missing.</summary>
    public string RecordCommand { get; } = $"ptm eval{(configPath is null ? "" : $" -c {configPath}")} --cassettes auto";

    /// <summary>The recording of a request; null when there is none.</summary>
    /// <exception cref="PtmException">A file in the folder is broken.</exception>
    public Recording? Find(string key) => Load().GetValueOrDefault(key);

    /// <summary>Another recording of the same messages, for advice when the asked one is missing.</summary>
    public Recording? FindSameMessages(ModelRequest request)
    {
        string messages = CanonicalJson.Of(request.Conversation.Messages);
        return Load().Values.FirstOrDefault(recording => CanonicalJson.Of(recording.Request.Conversation.Messages) == messages);
    }

    /// <summary>Waits for whoever is asking the model the same, so that twins among the cases make one call.</summary>
    public async Task<IDisposable> AskAloneAsync(string key, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _asked.GetOrAdd(key, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    /// <summary>Keeps an answer, in place of an earlier one to the same request. It was paid for, so this is not cancelled.</summary>
    /// <exception cref="PtmException">The folder cannot be written (PTM3001), or a file in it is broken.</exception>
    public async Task StoreAsync(Recording recording)
    {
        ConcurrentDictionary<string, Recording> recordings = Load();
        string file = recordings.TryGetValue(recording.Key, out Recording? earlier) ? earlier.Location!.File : Path.Combine(Folder, CassetteFileName.Of(recording.Request.Model));
        Recording placed = recording with { Location = new(file), Note = recording.Note ?? earlier?.Note };
        _unwritten[placed.Key] = placed;
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            // The writer before may have taken this answer along.
            if (_unwritten.TryGetValue(placed.Key, out Recording? mine) && ReferenceEquals(mine, placed))
            {
                WriteAll();
            }
        }
        finally
        {
            _writing.Release();
        }

        recordings[placed.Key] = placed;
    }

    public void Dispose()
    {
        _writing.Dispose();
        foreach (SemaphoreSlim turn in _asked.Values)
        {
            turn.Dispose();
        }
    }

    void WriteAll()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            using FileStream folderLock = FolderLock.Take(Folder);
            foreach (IGrouping<string, Recording> file in _unwritten.Values.ToList().GroupBy(recording => recording.Location!.File, StringComparer.Ordinal))
            {
                Write(file.Key, [.. file]);
                foreach (Recording written in file)
                {
                    _unwritten.TryRemove(KeyValuePair.Create(written.Key, written));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fault.Of(
                DiagnosticCodes.FileNotFound,
                $"The answer cannot be recorded: {failure.Message} Make the folder writable, or run with --cassettes off.",
                new(Folder),
                failure);
        }
    }

    // What another process or a person wrote since is kept; the file is read again only if it is not as this store left it.
    void Write(string path, IReadOnlyList<Recording> recordings)
    {
        FileInfo file = new(path);
        CassetteFile before = !file.Exists ? new(null, [])
            : _left.TryGetValue(path, out LeftFile? left) && left.Length == file.Length && left.Written == file.LastWriteTimeUtc ? left.Content
            : CassetteFile.Read(path);
        HashSet<string> replaced = [.. recordings.Select(recording => recording.Key)];
        CassetteFile after = new(before.Comment, [.. before.Recordings.Where(recording => !replaced.Contains(recording.Key)), .. recordings]);
        after.Write(path);
        file.Refresh();
        _left[path] = new(after, file.Length, file.LastWriteTimeUtc);
    }

    ConcurrentDictionary<string, Recording> Load()
    {
        lock (_loading)
        {
            return _recordings ??= Read();
        }
    }

    ConcurrentDictionary<string, Recording> Read()
    {
        ConcurrentDictionary<string, Recording> recordings = new(StringComparer.Ordinal);
        if (!Directory.Exists(Folder))
        {
            return recordings;
        }

        foreach (Recording recording in Directory.EnumerateFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(path => CassetteFile.Read(path).Recordings))
        {
            if (!recordings.TryAdd(recording.Key, recording))
            {
                throw CassetteFile.Twice(recordings[recording.Key], recording);
            }
        }

        return recordings;
    }

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }

    sealed record LeftFile(CassetteFile Content, long Length, DateTime Written);
}
