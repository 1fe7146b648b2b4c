using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Build.Framework;

namespace Ptm.Build.Stamps;

/// <summary>
/// A verdict, green or red, for the rest of one build: a project for several frameworks is evaluated once. The process that evaluated holds the
/// file open until its build ends, in whatever way; what nobody holds is of a build that is over and counts no more.
/// Used under a <see cref="StampLock"/>.
/// </summary>
internal sealed class BuildNote(string path, IBuildEngine engine)
{
    const FileShare AnyShare = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>The verdict that an earlier step of this build found; null when none did.</summary>
    public Verdict? Find(string question, IEnumerable<string> requiredFiles)
    {
        try
        {
            return IsHeld() && Read() is { } verdict && verdict.WhyStale(question, requiredFiles, out _) is null ? verdict : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Leaves the verdict to the rest of the build.</summary>
    public void Leave(Verdict verdict)
    {
        if (engine is not IBuildEngine4 build)
        {
            return;
        }

        (build.UnregisterTaskObject(path, RegisteredTaskObjectLifetime.Build) as IDisposable)?.Dispose();
        try
        {
            FileStream held = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 4096, FileOptions.DeleteOnClose);
            using (StreamWriter writer = new(held, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 4096, leaveOpen: true))
            {
                foreach (string line in verdict.ToLines())
                {
                    writer.WriteLine(line);
                }
            }

            held.Flush();
            build.RegisterTaskObject(path, held, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another question about the same project is held by another process of the build; the next step evaluates for itself.
        }
    }

    Verdict? Read()
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, AnyShare);
        using StreamReader reader = new(file);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return Verdict.FromLines(lines);
    }

    bool IsHeld()
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream free = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
