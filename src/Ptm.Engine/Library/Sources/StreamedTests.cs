using System.Collections;
using System.Text;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>
/// Test cases that a file is read for anew at each enumeration, one in memory at a time. The first enumeration hands what is wrong
/// to the config that names the file; a later one finds something wrong only when the file was changed, and throws.
/// </summary>
internal sealed class StreamedTests(string path, FileReading config, Func<FileReading, IEnumerable<RawTestCase>> read) : IEnumerable<RawTestCase>
{
    bool _wasRead;

    public IEnumerator<RawTestCase> GetEnumerator()
    {
        FileReading file = new(path);
        bool isFirst = !_wasRead;
        using IEnumerator<RawTestCase> tests = read(file).GetEnumerator();
        while (Next(tests, file) is { } test)
        {
            yield return test;
        }

        _wasRead = true;
        if (isFirst)
        {
            file.CopyTo(config);
        }
        else
        {
            file.ThrowIfWrong();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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
}
