using System.Text;
using Ptm.Engine;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Files of a library, which is opened and planned, and nothing of it is run.</summary>
internal abstract class FileKind : FuzzKind
{
    static readonly string _root = Directory.CreateTempSubdirectory("ptm-fuzz-").FullName;
    static int s_folders;

    protected static async Task<string?> PlanAsync(params (string Name, string Content)[] files)
    {
        string folder = Path.Combine(_root, Interlocked.Increment(ref s_folders).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        try
        {
            foreach ((string name, string content) in files)
            {
                string path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(content)).ConfigureAwait(false);
            }

            using PtmEngine engine = PtmEngine.Open(folder);
            engine.Plan();
            return null;
        }
        catch (PtmException error)
        {
            return ViolationOf(error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
