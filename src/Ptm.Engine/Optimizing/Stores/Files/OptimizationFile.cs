using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Optimizing.Journaling;
using Ptm.Engine.Optimizing.Spending;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Optimizing.Stores.Files;

/// <summary>
/// The files of one optimization: what was asked for, and a journal of its steps and calls, held open by the process that runs it.
/// What was appended is on the disk when that is told; lines that wait are written together. A last line without its end was never told to be kept.
/// </summary>
internal sealed class OptimizationFile : IDisposable
{
    const string SpecName = "optimization.json";
    const string JournalName = "journal.jsonl";
    const string LockName = "lock";

    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    readonly SecretFilter _secrets;
    readonly FileStream _lock;
    readonly FileStream _journal;
    readonly SemaphoreSlim _writing = new(1);
    readonly ConcurrentQueue<string> _unwritten = new();
    PtmException? _failure;

    OptimizationFile(string path, SecretFilter secrets)
    {
        _secrets = secrets;
        try
        {
            // The journal itself stays readable for those who only look.
            _lock = new(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw Fault.Of(DiagnosticCodes.Conflict, $"Another process is at this optimization ({Path.GetFileName(path)}): wait for it, stop it, or use --new.", new(path), held);
        }

        _journal = new(Path.Combine(path, JournalName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _journal.SetLength(Whole(_journal));
        _journal.Seek(0, SeekOrigin.End);
    }

    /// <exception cref="PtmException">The folder cannot be written.</exception>
    public static OptimizationFile Create(string path, StoredOptimization optimization, OptimizationSpec spec, SecretFilter secrets)
    {
        try
        {
            Directory.CreateDirectory(path);
            using (FileStream stream = new(Path.Combine(path, SpecName), FileMode.CreateNew, FileAccess.Write))
            {
                string text = Written(writer =>
                {
                    writer.WritePropertyName("optimization");
                    JsonSerializer.Serialize(writer, optimization, JournalJson.Default.StoredOptimization);
                    writer.WritePropertyName("settings");
                    JsonSerializer.Serialize(writer, spec.Settings, JournalJson.Default.OptimizationSettings);
                    writer.WritePropertyName("prompt");
                    JsonSerializer.Serialize(writer, spec.Prompt, PtmJson.For<PromptDefinition>());
                });
                stream.Write(s_utf8.GetBytes(secrets.TakenOutOf(text)));
                stream.Flush(flushToDisk: true);
            }

            return new(path, secrets);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, failure);
        }
    }

    /// <summary>Holds one that was left.</summary>
    /// <exception cref="PtmException">Another process has it.</exception>
    public static OptimizationFile Open(string path, SecretFilter secrets) => new(path, secrets);

    /// <summary>Whether a process is at it now.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using FileStream probe = new(Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>What a folder holds; null where it is none of an optimization.</summary>
    public static KeptOptimization? Read(string path)
    {
        string spec = Path.Combine(path, SpecName);
        string journal = Path.Combine(path, JournalName);
        if (!File.Exists(spec))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(spec), new JsonDocumentOptions { MaxDepth = 256 });
        StoredOptimization optimization = document.RootElement.GetProperty("optimization").Deserialize(JournalJson.Default.StoredOptimization)!;
        KeptOptimization kept = new(
            optimization with { State = RunState.Running },
            new(
                optimization.Id,
                document.RootElement.GetProperty("prompt").Deserialize(PtmJson.For<PromptDefinition>())!,
                document.RootElement.GetProperty("settings").Deserialize(JournalJson.Default.OptimizationSettings)!,
                optimization.Look,
                optimization.Draw));
        List<ReadOnlyMemory<byte>> lines = Lines(journal);
        decimal? spent = lines is [.., var last] ? SpentOf(last) : null;
        if (spent is { } known)
        {
            // Most of a journal is calls, which one that has ended needs no more, unless another takes their answers over.
            kept.Defer(known, () => Lines(journal).Where(IsCall).Select(CallOf));
        }

        foreach (ReadOnlyMemory<byte> line in spent is null ? lines : lines.Where(line => !IsCall(line)))
        {
            if (IsCall(line))
            {
                kept.Add(CallOf(line));
                continue;
            }

            using JsonDocument entry = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
            if (entry.RootElement.TryGetProperty("step", out JsonElement name))
            {
                kept.Add(new StoredStep(0, name.GetString()!, JsonMarshal.GetRawUtf8Value(entry.RootElement.GetProperty("content")).ToArray()));
            }
            else
            {
                kept.End(entry.RootElement.GetProperty("end").Deserialize(JournalJson.Default.OptimizationEnd)!, entry.RootElement.GetProperty("at").GetDateTimeOffset());
            }
        }

        return kept;
    }

    public Task AppendAsync(CallRecord call) => AppendAsync(writer =>
    {
        writer.WritePropertyName("call");
        JsonSerializer.Serialize(writer, call, JournalJson.Default.CallRecord);
    });

    public Task AppendAsync(StoredStep step) => AppendAsync(writer =>
    {
        writer.WriteString("step", step.Name);
        writer.WritePropertyName("content");
        writer.WriteRawValue(step.Content.Span);
    });

    /// <param name="end">How it ended.</param>
    /// <param name="spentUsd">What it cost, in USD.</param>
    /// <param name="at">When.</param>
    public Task AppendAsync(OptimizationEnd end, decimal spentUsd, DateTimeOffset at) => AppendAsync(writer =>
    {
        writer.WritePropertyName("end");
        JsonSerializer.Serialize(writer, end, JournalJson.Default.OptimizationEnd);
        writer.WriteNumber("spent_usd", spentUsd);
        writer.WriteString("at", at);
    });

    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
        _writing.Dispose();
    }

    // What was paid for is kept, so this is not cancelled.
    async Task AppendAsync(Action<Utf8JsonWriter> write)
    {
        _unwritten.Enqueue(_secrets.TakenOutOf(Written(write)));
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            // The writer before may have taken this line along.
            StringBuilder lines = new();
            while (_unwritten.TryDequeue(out string? line))
            {
                lines.Append(line).Append('\n');
            }

            if (lines.Length > 0)
            {
                Write(lines.ToString());
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    void Write(string lines)
    {
        long before = _journal.Length;
        try
        {
            _journal.Write(s_utf8.GetBytes(lines));
            _journal.Flush(flushToDisk: true);
        }
        catch (IOException failure)
        {
            // Half a line in the middle would make the rest unreadable.
            _journal.SetLength(before);
            _failure = Unwritable(_journal.Name, failure);
            throw _failure;
        }
    }

    static string Written(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return s_utf8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static bool IsCall(ReadOnlyMemory<byte> line) => line.Span.StartsWith("""{"call":"""u8);

    static CallRecord CallOf(ReadOnlyMemory<byte> line)
    {
        using JsonDocument entry = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
        return entry.RootElement.GetProperty("call").Deserialize(JournalJson.Default.CallRecord)!;
    }

    // What was spent, where a line tells the end.
    static decimal? SpentOf(ReadOnlyMemory<byte> line)
    {
        using JsonDocument entry = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
        return entry.RootElement.TryGetProperty("end", out _) && entry.RootElement.TryGetProperty("spent_usd", out JsonElement spent) ? spent.GetDecimal() : null;
    }

    static List<ReadOnlyMemory<byte>> Lines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] text = new byte[stream.Length];
        ReadOnlyMemory<byte> rest = text.AsMemory(0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        List<ReadOnlyMemory<byte>> lines = [];
        for (int end = rest.Span.IndexOf((byte)'\n'); end >= 0; end = rest.Span.IndexOf((byte)'\n'))
        {
            if (end > 0)
            {
                lines.Add(rest[..end]);
            }

            rest = rest[(end + 1)..];
        }

        return lines;
    }

    static long Whole(FileStream journal)
    {
        long end = journal.Length;
        while (end > 0)
        {
            journal.Seek(end - 1, SeekOrigin.Begin);
            if (journal.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        return end;
    }

    static PtmException Unwritable(string path, Exception failure) => Fault.Of(DiagnosticCodes.FileNotFound, $"The optimization cannot be kept: {failure.Message}", new(path), failure);
}
