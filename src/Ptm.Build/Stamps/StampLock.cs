using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Diagnostics;
using Ptm.Build.Evaluator;

namespace Ptm.Build.Stamps;

/// <summary>Lets one build at a time evaluate a project: inner builds for several frameworks run side by side.</summary>
internal sealed class StampLock : IDisposable
{
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    // Who holds the lock gets its whole time, and a little to say what it found.
    static readonly TimeSpan s_extra = TimeSpan.FromSeconds(30);

    readonly FileStream _file;

    StampLock(FileStream file) => _file = file;

    /// <returns>null when cancelled.</returns>
    /// <exception cref="EvaluatorException">Another build did not let go in time.</exception>
    public static StampLock? Take(string path, TimeSpan limit, Func<bool> isCancelled)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        Stopwatch watch = Stopwatch.StartNew();
        while (!isCancelled())
        {
            try
            {
                return new(new(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (watch.Elapsed > limit + s_extra)
            {
                throw new EvaluatorException($"Another build has been evaluating this project for more than {watch.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s ({full}: {e.Message}).", e);
            }
            catch (IOException)
            {
                Thread.Sleep(s_pause);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new EvaluatorException($"{full} cannot be written: {e.Message}", e);
            }
        }

        return null;
    }

    /// <summary>The present by the clock of the file system, which inputs can be compared with.</summary>
    public DateTime Touch()
    {
        _file.SetLength(0);
        _file.WriteByte((byte)'\n');
        _file.Flush(flushToDisk: false);
        return File.GetLastWriteTimeUtc(_file.Name);
    }

    public void Dispose() => _file.Dispose();
}
