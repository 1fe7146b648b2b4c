using System.Collections;
using System.Text;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>
/// Test cases that a file is read for anew at each enumeration, one in memory at a time. The first enumeration hands what is wrong
/// to the config that names the file; a later one tells nothing twice, and throws where the file is no longer the one that was checked.
/// </summary>
internal sealed class StreamedTests(string path, FileReading config, Func<FileReading, IEnumerable<RawTestCase>> read) : IEnumerable<RawTestCase>
{
    // How many cases are read before the file is looked at again.
    const int MostUnwatched = 1_024;

    FileState? _checked;

    public IEnumerator<RawTestCase> GetEnumerator() => (_checked is null ? ReadFirst() : ReadAgain(_checked)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerable<RawTestCase> ReadFirst()
    {
        FileReading file = new(path);
        FileState before = FileState.Of(path);
        using (IEnumerator<RawTestCase> tests = read(file).GetEnumerator())
        {
            while (Next(tests, file) is { } test)
            {
                yield return test;
            }
        }

        if (before != FileState.Of(path))
        {
            file.Error(DiagnosticCodes.InvalidValue, "The file was changed while it was read. Run it again.");
        }

        _checked = before;
        file.CopyTo(config);
    }

    IEnumerable<RawTestCase> ReadAgain(FileState state)
    {
        FileReading file = new(path);
        int unwatched = 0;
        ThrowIfChanged(state);
        using (IEnumerator<RawTestCase> tests = read(file).GetEnumerator())
        {
            while (Next(tests, file) is { } test && file.ErrorCount == 0)
            {
                if (++unwatched == MostUnwatched)
                {
                    ThrowIfChanged(state);
                    unwatched = 0;
                }

                yield return test;
            }
        }

        ThrowIfChanged(state);
        file.ThrowIfWrong();
    }

    void ThrowIfChanged(FileState state)
    {
        if (state != FileState.Of(path))
        {
            throw new PtmException(new Diagnostic(
                DiagnosticCodes.InvalidValue,
                DiagnosticSeverity.Error,
                "The file was changed while its cases ran, so they are not those that were checked. Run it again.",
                new(path)));
        }
    }

    static RawTestCase? Next(IEnumerator<RawTestCase> tests, FileReading file)
    {
        try
        {
            return !file.IsFull && tests.MoveNext() ? tests.Current : null;
        }
        catch (PtmException e)
        {
            foreach (Diagnostic finding in e.Diagnostics)
            {
                file.Report(finding);
            }
        }
        catch (DecoderFallbackException)
        {
            file.Error(DiagnosticCodes.InvalidSyntax, "The file is not UTF-8; save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Error(DiagnosticCodes.FileNotFound, $"The file cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>What tells a file from what it was before: of one that is not there, nothing.</summary>
    sealed record FileState(long Length, DateTime Written)
    {
        public static FileState Of(string path)
        {
            FileInfo file = new(path);
            return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : new(-1, default);
        }
    }
}
