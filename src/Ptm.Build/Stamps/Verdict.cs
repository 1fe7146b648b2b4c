using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ptm.Build.Stamps.Inputs;

namespace Ptm.Build.Stamps;

/// <summary>What an evaluation found, and what that rests on: the question (parameters, prompts, evaluator) and each input's state.</summary>
internal sealed class Verdict
{
    const string Format = "ptm.stamp/2";
    const string Green = "green";
    const string Red = "red";
    const int Header = 5;

    readonly string _question;
    IReadOnlyList<InputState?> _inputs;

    Verdict(string question, bool isGreen, RunFigures figures, IReadOnlyList<string> warnings, IReadOnlyList<InputState?> inputs)
    {
        _question = question;
        IsGreen = isGreen;
        Figures = figures;
        Warnings = warnings;
        _inputs = inputs;
    }

    public bool IsGreen { get; }

    /// <summary>Whether there was no prompt at all, which a green gate never is otherwise.</summary>
    public bool IsEmpty => IsGreen && Figures.Total == 0;

    public RunFigures Figures { get; }

    /// <summary>The evaluator's own lines.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public static Verdict Of(string question, bool isGreen, RunFigures figures, IReadOnlyList<string> warnings, IEnumerable<string> files, IEnumerable<string> variables) =>
        new(Digest.Of(question), isGreen, figures, warnings, [.. files.Select(InputState.OfPath).Concat(variables.Select(InputState.OfVariable))]);

    /// <summary>Reads what <see cref="ToLines"/> wrote; null when it is something else.</summary>
    public static Verdict? FromLines(IReadOnlyList<string> lines)
    {
        if (lines.Count < Header
            || lines[0] != Format
            || lines[2] is not (Green or Red)
            || RunFigures.FromLine(lines[3]) is not { } figures
            || !int.TryParse(lines[4], NumberStyles.None, CultureInfo.InvariantCulture, out int warnings)
            || lines.Count < Header + warnings)
        {
            return null;
        }

        InputState?[] inputs = [.. lines.Skip(Header + warnings).Select(InputState.FromLine)];
        return inputs.Contains(null) ? null : new(lines[1], lines[2] == Green, figures, [.. lines.Skip(Header).Take(warnings)], inputs);
    }

    public IEnumerable<string> ToLines() =>
    [
        Format, _question, IsGreen ? Green : Red, Figures.ToLine(), Warnings.Count.ToString(CultureInfo.InvariantCulture), .. Warnings,
        .. _inputs.OfType<InputState>().Select(input => input.ToLine()),
    ];

    /// <summary>Absolute paths of the files among the inputs that are there.</summary>
    public IEnumerable<string> Files => _inputs.OfType<FileState>().Where(file => file.IsThere).Select(file => file.Name);

    /// <summary>Whether an input was written after the evaluation began, or could not be read: what was found may be true of something else.</summary>
    public bool MayBeOutdated(DateTime began) => _inputs.Any(input => input?.IsOlderThan(began) != true);

    /// <summary>Why it does not count any more; null when it does. <paramref name="isTouched"/> tells that an input has its content under a new time.</summary>
    public string? WhyStale(string question, IEnumerable<string> requiredFiles, out bool isTouched)
    {
        isTouched = false;
        if (_question != Digest.Of(question))
        {
            return "a property, the list of prompts or the evaluator changed";
        }

        if (requiredFiles.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            return $"{missing} is not there";
        }

        List<InputState?> states = new(_inputs.Count);
        foreach (InputState? before in _inputs)
        {
            InputState? now = before?.Refresh();
            if (now is null)
            {
                return $"{before?.Name} changed";
            }

            isTouched |= !ReferenceEquals(before, now);
            states.Add(now);
        }

        _inputs = states;
        return null;
    }
}
