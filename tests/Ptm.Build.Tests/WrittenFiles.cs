using System.IO.Compression;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;

namespace Ptm.Build.Tests;

/// <summary>Everything that builds left in a folder, with what lies packed in their binary logs.</summary>
internal static class WrittenFiles
{
    public static void AssertNoneHolds(string secret, TempFolder folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)];
        Assert.Contains(files, file => file.EndsWith(".binlog", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain(secret, Content(file), StringComparison.Ordinal));
    }

    static string Content(string file) =>
        file.EndsWith(".binlog", StringComparison.Ordinal) ? Text(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)) + Projects(file) : Text(File.OpenRead(file));

    // A binary log takes the project files along, in an archive of its own.
    static string Projects(string binlog)
    {
        byte[] archive = BinaryLog.ReadBuild(binlog).SourceFilesArchive;
        Assert.NotNull(archive);
        using ZipArchive projects = new(new MemoryStream(archive));
        return string.Concat(projects.Entries.Select(entry => Text(entry.Open())));
    }

    static string Text(Stream stream)
    {
        using StreamReader reader = new(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
