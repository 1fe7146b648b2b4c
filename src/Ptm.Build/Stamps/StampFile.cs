using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ptm.Build.Stamps;

/// <summary>
/// A green run and what it rests on: the question (parameters, prompts, evaluator), the figures, and each input's state.
/// Used under a <see cref="StampLock"/>.
/// </summary>
internal sealed class StampFile(string path)
{
    const string Format = "ptm.stamp/1";
    const int Header = 3;

    /// <summary>Why the run does not count any more; null when it does.</summary>
    public string? WhyStale(string question, IEnumerable<string> requiredFiles, out RunFigures? figures)
    {
        figures = null;
        if (!File.Exists(path))
        {
            return "there is no green run to rest on";
        }

        string[] lines = File.ReadAllLines(path);
        if (lines.Length < Header || lines[0] != Format || (figures = RunFigures.FromLine(lines[2])) is null)
        {
            return "the stamp is of another version";
        }

        if (lines[1] != Digest.Of(question))
        {
            return "a property, the list of prompts or the evaluator changed";
        }

        if (requiredFiles.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            return $"{missing} is not there";
        }

        List<InputState> states = new(lines.Length - Header);
        bool isTouched = false;
        foreach (string line in lines.Skip(Header))
        {
            InputState? before = InputState.FromLine(line);
            InputState? now = before?.Refresh();
            if (now is null)
            {
                return $"{before?.Path ?? "the stamp"} changed";
            }

            isTouched |= !ReferenceEquals(before, now);
            states.Add(now);
        }

        if (isTouched)
        {
            // Equal contents under a new time; the next build need not read them again.
            Save([.. lines.Take(Header), .. states.Select(state => state.ToLine())]);
        }

        return null;
    }

    /// <summary>Remembers a green run, unless an input was written after it began.</summary>
    public void Write(string question, RunFigures figures, IEnumerable<string> files, DateTime began)
    {
        InputState?[] states = [.. files.Select(InputState.Of)];
        if (states.All(state => state?.IsOlderThan(began) == true))
        {
            Save([Format, Digest.Of(question), figures.ToLine(), .. states.Select(state => state!.ToLine())]);
        }
    }

    public void Remove() => File.Delete(path);

    // Whoever dies while writing leaves no stamp, which is safe.
    void Save(IReadOnlyList<string> lines)
    {
        File.Delete(path);
        string draft = path + ".new";
        File.WriteAllLines(draft, lines);
        File.Move(draft, path);
    }
}
