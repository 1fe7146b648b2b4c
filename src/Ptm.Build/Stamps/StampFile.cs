using System.Collections.Generic;
using System.IO;

namespace Ptm.Build.Stamps;

/// <summary>A green verdict that later builds rest on. Used under a <see cref="StampLock"/>.</summary>
internal sealed class StampFile(string path)
{
    public bool Exists => File.Exists(path);

    /// <summary>Whether cases were evaluated when it was written, whether it still counts or not.</summary>
    public bool HasCases => File.Exists(path) && Verdict.FromLines(File.ReadAllLines(path)) is { Figures.Total: > 0 };

    /// <summary>The verdict that still counts; null with the reason where there is none.</summary>
    public Verdict? Find(string question, IEnumerable<string> requiredFiles, out string? reason)
    {
        reason = "there is no green run to rest on";
        if (!File.Exists(path))
        {
            return null;
        }

        Verdict? verdict = Verdict.FromLines(File.ReadAllLines(path));
        reason = "the stamp is of another version";
        bool isTouched = false;
        if (verdict is null || (reason = verdict.WhyStale(question, requiredFiles, out isTouched)) is not null)
        {
            return null;
        }

        if (isTouched)
        {
            // Equal contents under a new time; the next build need not read them again.
            Write(verdict);
        }

        return verdict;
    }

    /// <summary>Writes the list of files that it rests on too, for those who only want to know these: an IDE's quick look at whether a build is needed.</summary>
    public void Write(Verdict verdict)
    {
        // Whoever dies while writing leaves no stamp, which is safe.
        File.Delete(path);
        string draft = path + ".new";
        File.WriteAllLines(draft, verdict.ToLines());
        File.Move(draft, path);
        File.WriteAllLines(path + ".inputs", verdict.Files);
    }

    public void Remove() => File.Delete(path);
}
