using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>One file of recordings.</summary>
/// <param name="Comment">The first line's comment, which says for instance who wrote the answers; null for none.</param>
/// <param name="Recordings">The recordings, in the order of the file.</param>
internal sealed record CassetteFile(string? Comment, IReadOnlyList<Recording> Recordings)
{
    // A folder of recordings is committed and reviewed; what is larger is something else.
    const long LargestFile = 256L * 1024 * 1024;

    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="PtmException">The file cannot be read (PTM3001), or a line is no recording (PTM3002 to PTM3004), is there twice (PTM3006), or the file is too large (PTM3008).</exception>
    public static CassetteFile Read(string path)
    {
        string? comment = null;
        Dictionary<string, Recording> recordings = new(StringComparer.Ordinal);
        int number = 0;
        foreach (string text in ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            JsonElement line = Parse(text, path, number);
            if (RecordingReader.ReadComment(line) is { } words)
            {
                comment = number == 1
                    ? words
                    : throw Fault.Of(DiagnosticCodes.InvalidValue, "A comment may stand in the first line only; use the recording's own note.", new(path, number));
                continue;
            }

            Recording recording = new RecordingReader(new(path, number)).Read(line);
            if (!recordings.TryAdd(recording.Key, recording))
            {
                throw Twice(recordings[recording.Key], recording);
            }
        }

        return new(comment, [.. recordings.Values]);
    }

    /// <summary>One recording out of a line.</summary>
    /// <exception cref="PtmException">It is none (PTM3002 to PTM3004).</exception>
    public static Recording ReadLine(string text, string path, int number) => new RecordingReader(new(path, number)).Read(Parse(text, path, number));

    public static PtmException Twice(Recording first, Recording second) =>
        Fault.Of(DiagnosticCodes.Duplicate, $"The same request is recorded at {first.Location} too; delete one of the two lines.", second.Location);

    /// <summary>Replaces the file as a whole, so that whoever reads it, or kills this process, finds the old file or the new one.</summary>
    public void Write(string path)
    {
        StringBuilder text = new();
        if (Comment is not null)
        {
            text.Append(RecordingWriter.WriteComment(Comment)).Append('\n');
        }

        foreach (Recording recording in Recordings.OrderBy(recording => recording.Order, StringComparer.Ordinal).ThenBy(recording => recording.Request.Sample))
        {
            text.Append(recording.Line).Append('\n');
        }

        string temporary = path + ".tmp";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(s_utf8.GetBytes(text.ToString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    static string[] ReadLines(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw Fault.Of(DiagnosticCodes.LimitExceeded, "This file is too large for recordings; 256 MB is the limit.", new(path));
            }

            return File.ReadAllText(path, s_utf8).Split('\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fault.Of(DiagnosticCodes.FileNotFound, $"The recordings cannot be read: {failure.Message}", new(path), failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw Fault.Of(DiagnosticCodes.InvalidSyntax, "The recordings are not UTF-8; save the file as UTF-8.", new(path), failure);
        }
    }

    static JsonElement Parse(string text, string path, int number)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException invalid)
        {
            throw Fault.Of(DiagnosticCodes.InvalidSyntax, $"This line is not JSON: {invalid.Message.Split(" LineNumber:")[0]} Each line is one whole recording.", new(path, number, (int)(invalid.BytePositionInLine ?? 0) + 1), invalid);
        }
    }
}
