using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>The input that is being tried, in a file that outlives a process which dies of it. One worker alone may use it.</summary>
internal sealed class FuzzJournal : IDisposable
{
    const int Size = 64;

    readonly MemoryMappedFile? _file;
    readonly MemoryMappedViewAccessor? _view;

    /// <param name="path">The file; empty for none.</param>
    public FuzzJournal(string path)
    {
        if (path.Length > 0)
        {
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Size);
            _view = _file.CreateViewAccessor();
        }
    }

    public void Begin(string kind, long index) =>
        _view?.WriteArray(0, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"--kind {kind} --input {index}").PadRight(Size - 1) + "\n"), 0, Size);

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }
}
