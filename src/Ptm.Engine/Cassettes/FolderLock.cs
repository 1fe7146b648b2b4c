using System.Security.Cryptography;
using System.Text;

namespace Ptm.Engine.Cassettes;

/// <summary>Lets one writer at a time into a folder, of all processes of this user on this machine.</summary>
internal static class FolderLock
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the folder; disposing the stream lets the next one in.</summary>
    /// <exception cref="IOException">Another process held the folder for 30 s.</exception>
    public static FileStream Take(string folder)
    {
        // Beside the recordings the lock would be in every diff; and a lock file that is deleted after use can be held twice.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        string path = Path.Combine(Path.GetTempPath(), $"ptm-{Environment.UserName}-{name}.lock");
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(start) < s_patience)
            {
                Thread.Sleep(10);
            }
        }
    }
}
