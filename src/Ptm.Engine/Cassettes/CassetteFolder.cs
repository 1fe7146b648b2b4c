using Ptm.Engine.Code;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>A folder of recordings as a person keeps it: whether it is right, and rid of what nothing asks for.</summary>
internal static class CassetteFolder
{
    /// <summary>Every file of recordings, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string folder) => Files(folder, "*.jsonl");

    /// <summary>Reads every recording and says what is wrong with the folder: lines that are none or are there twice, and keys of this environment in them.</summary>
    public static (IReadOnlyList<Recording> Recordings, IReadOnlyList<Diagnostic> Findings) Verify(string folder)
    {
        Dictionary<string, Recording> recordings = new(StringComparer.Ordinal);
        List<Diagnostic> findings = [];
        IReadOnlyList<KeyValuePair<string, ApiKey>> secrets = Secrets.Known();
        if (File.Exists(folder))
        {
            findings.Add(new(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, "The recordings belong into a folder, and this is a file.", new(folder)));
        }

        foreach (string path in Files(folder))
        {
            try
            {
                foreach (Recording recording in CassetteFile.Read(path).Recordings)
                {
                    if (!recordings.TryAdd(recording.Key, recording))
                    {
                        findings.AddRange(CassetteFile.Twice(recordings[recording.Key], recording).Diagnostics);
                    }

                    findings.AddRange(KeyIn(recording, secrets));
                }
            }
            catch (PtmException broken)
            {
                findings.AddRange(broken.Diagnostics);
            }
        }

        // What a killed run left behind is replayed too.
        foreach (string path in Files(folder, Journal.Pattern))
        {
            try
            {
                foreach (Recording recording in Journal.Read(path))
                {
                    recordings[recording.Key] = recording;
                    findings.AddRange(KeyIn(recording, secrets));
                }
            }
            catch (PtmException broken)
            {
                findings.AddRange(broken.Diagnostics);
            }
        }

        return ([.. recordings.Values], findings);
    }

    static IEnumerable<Diagnostic> KeyIn(Recording recording, IReadOnlyList<KeyValuePair<string, ApiKey>> secrets)
    {
        if (secrets.FirstOrDefault(secret => secret.Value.IsIn(recording.Line)).Key is { } name)
        {
            yield return new(
                DiagnosticCodes.InvalidValue,
                DiagnosticSeverity.Error,
                $"This recording holds the value of the environment variable {name}. Delete the line, and change the key if the file was shared.",
                recording.Location);
        }
    }

    /// <summary>The note beside answers that no case of the library asks for, and that are not to be missed: a judge gave them on labelled outputs.</summary>
    public const string JudgeCheckNote = "ptm judge check";

    /// <summary>Recordings that nothing asked for, file by file; those with the <see cref="JudgeCheckNote"/> are none of them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="used">Keys of the recordings that were asked for.</param>
    /// <param name="keepsSamples">Whether other samples of a request that was asked for are kept: how often a case is repeated may differ from run to run.</param>
    /// <exception cref="PtmException">A file is broken.</exception>
    public static IEnumerable<IGrouping<string, Recording>> Unused(string folder, IReadOnlySet<string> used, bool keepsSamples)
    {
        Recording[] all = [.. Files(folder).SelectMany(path => CassetteFile.Read(path).Recordings)];
        HashSet<string> requests = keepsSamples ? [.. all.Where(recording => used.Contains(recording.Key)).Select(recording => recording.Order)] : [];
        return all
            .Where(recording => !used.Contains(recording.Key) && recording.Note != JudgeCheckNote && !(requests.Count > 0 && requests.Contains(recording.Order)))
            .GroupBy(recording => recording.Location!.File, StringComparer.Ordinal);
    }

    /// <summary>Takes recordings out of their file; a file without any is deleted.</summary>
    /// <exception cref="PtmException">The file is broken or cannot be written (PTM3001).</exception>
    public static void Remove(string folder, IGrouping<string, Recording> unused)
    {
        HashSet<string> keys = [.. unused.Select(recording => recording.Key)];
        try
        {
            using FileStream folderLock = FolderLock.Take(folder);
            CassetteFile before = CassetteFile.Read(unused.Key);
            CassetteFile after = before with { Recordings = [.. before.Recordings.Where(recording => !keys.Contains(recording.Key))] };
            if (after.Recordings.Count == 0)
            {
                File.Delete(unused.Key);
            }
            else
            {
                after.Write(unused.Key);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The recordings cannot be written: {failure.Message}", new(unused.Key)), failure);
        }
    }

    static IReadOnlyList<string> Files(string folder, string pattern) => Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
}
