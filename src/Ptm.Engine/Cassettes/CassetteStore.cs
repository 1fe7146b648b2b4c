using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>
/// A folder of recorded answers, one file a model. All files are read at the first question.
/// An answer is on disk when <see cref="StoreAsync"/> returns, so a run that is killed loses only answers that no case has seen: it is in this
/// process's journal at first, and <see cref="Save"/> puts it into its model's file, at the latest when the process ends.
/// </summary>
internal sealed class CassetteStore : IDisposable
{
    public const string DefaultFolder = ".ptm/cassettes";

    // Numbers beyond are those of a judge that is asked several times.
    const int MostRepeats = 1_000_000;

    // Below that a file is written again soon enough.
    const int ShortestJournal = 256;

    readonly string? _configPath;
    readonly Lock _loading = new();
    readonly ConcurrentDictionary<string, SemaphoreSlim> _asked = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<Recording> _unwritten = new();
    readonly SemaphoreSlim _writing = new(1);
    readonly Lazy<RecordingIndex> _index;
    readonly ConcurrentDictionary<string, byte> _used = new(StringComparer.Ordinal);
    readonly HashSet<string> _made = [];
    ConcurrentDictionary<string, Recording>? _recordings;
    ConcurrentDictionary<string, Recording> _journaled = new(StringComparer.Ordinal);
    Journal? _journal;
    int _unkept;
    bool _isDisposed;

    public CassetteStore(string folder, CassetteMode mode, string? configPath = null)
    {
        (Folder, Mode, _configPath) = (Path.GetFullPath(folder), mode, configPath);
        _index = new(() => new RecordingIndex(Load().Values));
    }

    public string Folder { get; }

    public CassetteMode Mode { get; }

    /// <summary>Keys that no recording may hold.</summary>
    public SecretFilter Secrets { get; init; } = new([]);

    /// <summary>The command that records what is missing.</summary>
    /// <param name="sample">Which repetition is missing.</param>
    public string RecordCommand(int sample) =>
        $"ptm record{(_configPath is null ? "" : $" -c {_configPath}")}{(sample is > 0 and < MostRepeats ? string.Create(CultureInfo.InvariantCulture, $" --repeat {sample + 1}") : "")}";

    /// <summary>The keys of the recordings that were replayed or made.</summary>
    public IEnumerable<string> Used => _used.Keys;

    /// <summary>How many answers were recorded by this store.</summary>
    public int Made => _made.Count;

    /// <summary>How many answers were not whole, and so not recorded.</summary>
    public int Unkept => _unkept;

    /// <summary>What is noted beside answers that are recorded from now on; null for nothing.</summary>
    public string? Note { get; set; }

    /// <summary>Counts an answer that is not recorded.</summary>
    public void CountUnkept() => Interlocked.Increment(ref _unkept);

    /// <summary>The recording of a request; null when there is none.</summary>
    /// <exception cref="PtmException">A file in the folder is broken.</exception>
    public Recording? Find(string key)
    {
        Recording? found = Load().GetValueOrDefault(key);
        if (found is not null)
        {
            _used.TryAdd(key, 0);
        }

        return found;
    }

    /// <summary>The recording that is most like a request, for advice when the asked one is missing; null where none is like it.</summary>
    public Recording? FindNearest(ModelRequest request) => _index.Value.Nearest(request);

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
        if (Secrets.NameIn(recording.Line) is { } name)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"The answer cannot be recorded: it, or its prompt, holds the value of the environment variable {name}. Take it out of the prompt, or run with --cassettes off.");
        }

        RequireReadable(recording);
        ConcurrentDictionary<string, Recording> recordings = Load();
        Recording? earlier = recordings.GetValueOrDefault(recording.Key);
        Recording placed = Placed(recording with { Note = recording.Note ?? earlier?.Note ?? Note }, earlier);
        _unwritten.Enqueue(placed);
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            // The writer before may have taken this answer along.
            if (!_unwritten.IsEmpty)
            {
                Append(recordings);
            }

            if (_journaled.Count >= Math.Max(ShortestJournal, recordings.Count / 2))
            {
                SaveAll();
            }
        }
        finally
        {
            _writing.Release();
        }

        _used.TryAdd(placed.Key, 0);
    }

    /// <summary>Puts what was recorded into the models' files, with what killed processes left behind.</summary>
    /// <exception cref="PtmException">They cannot be written (PTM3001), or one of them is broken. What was recorded is kept beside them and is found by the next run.</exception>
    public void Save()
    {
        _writing.Wait();
        try
        {
            SaveAll();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= SaveAtExit;
        SaveAtExit(null, EventArgs.Empty);
        _journal?.Dispose();
        _writing.Dispose();
        foreach (SemaphoreSlim turn in _asked.Values)
        {
            turn.Dispose();
        }
    }

    // A line that cannot be read again would make the whole folder unusable.
    static void RequireReadable(Recording recording)
    {
        try
        {
            _ = new RecordingReader(new("")).Read(JsonElement.Parse(recording.Line));
        }
        catch (Exception unreadable) when (unreadable is PtmException or JsonException)
        {
            string why = unreadable is PtmException { Diagnostics: [var first, ..] } ? first.Message : unreadable.Message;
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"The answer cannot be recorded: {why} Run with --cassettes off to go without recordings.", inner: unreadable);
        }
    }

    // Nobody is left to be told; the journal stays and is found by the next run.
    void SaveAtExit(object? sender, EventArgs e)
    {
        try
        {
            Save();
        }
        catch (PtmException)
        {
        }
    }

    Recording Placed(Recording recording, Recording? earlier) => recording with
    {
        Location = new(earlier?.Location?.File ?? Path.Combine(Folder, CassetteFileName.Of(recording.Request.Model))),
        Note = recording.Note ?? earlier?.Note,
    };

    void Append(ConcurrentDictionary<string, Recording> recordings)
    {
        Recording[] batch = [.. _unwritten];
        try
        {
            if (_journal is null)
            {
                _journal = Journal.Begin(Folder);
                AppDomain.CurrentDomain.ProcessExit -= SaveAtExit;
                AppDomain.CurrentDomain.ProcessExit += SaveAtExit;
            }

            _journal.Append(batch);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }

        foreach (Recording written in batch)
        {
            _unwritten.TryDequeue(out _);
            _journaled[written.Key] = written;
            recordings[written.Key] = written;
            _made.Add(written.Key);
        }
    }

    void SaveAll()
    {
        if (Mode is not (CassetteMode.Auto or CassetteMode.Record) || !Directory.Exists(Folder))
        {
            return;
        }

        IReadOnlyList<LeftJournal> left = [];
        try
        {
            left = Journal.Left(Folder);
            if (_journal is null && left.Count == 0)
            {
                return;
            }

            using FileStream folderLock = FolderLock.Take(Folder);
            ConcurrentDictionary<string, Recording> recordings = Load();
            IEnumerable<Recording> lost = left.SelectMany(journal => journal.ReadRecordings()).Select(recording => Placed(recording, recordings.GetValueOrDefault(recording.Key)));
            foreach (IGrouping<string, Recording> file in lost.Concat(_journaled.Values).GroupBy(recording => recording.Location!.File, StringComparer.Ordinal).ToList())
            {
                Write(file.Key, file);
            }

            _journal?.Delete();
            _journal = null;
            _journaled = new(StringComparer.Ordinal);
            foreach (LeftJournal journal in left)
            {
                journal.Delete();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }
        finally
        {
            foreach (LeftJournal journal in left)
            {
                journal.Dispose();
            }
        }
    }

    // What another process or a person wrote since is kept.
    static void Write(string path, IEnumerable<Recording> recordings)
    {
        CassetteFile before = File.Exists(path) ? CassetteFile.Read(path) : new(null, []);
        Dictionary<string, Recording> after = before.Recordings.ToDictionary(recording => recording.Key, StringComparer.Ordinal);
        foreach (Recording recording in recordings)
        {
            after[recording.Key] = recording;
        }

        new CassetteFile(before.Comment, [.. after.Values]).Write(path);
    }

    PtmException Unwritable(Exception failure) => Fault.Of(
        DiagnosticCodes.FileNotFound,
        $"The answer cannot be recorded: {failure.Message} Make the folder writable, or run with --cassettes off.",
        new(Folder),
        failure);

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

        // Journals first: what leaves one meanwhile is in its file by then.
        List<Recording> journaled = [.. Journal.ReadAll(Folder)];
        foreach (Recording recording in Directory.EnumerateFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(path => CassetteFile.Read(path).Recordings))
        {
            if (!recordings.TryAdd(recording.Key, recording))
            {
                throw CassetteFile.Twice(recordings[recording.Key], recording);
            }
        }

        foreach (Recording recording in journaled)
        {
            recordings[recording.Key] = Placed(recording, recordings.GetValueOrDefault(recording.Key));
        }

        return recordings;
    }

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
