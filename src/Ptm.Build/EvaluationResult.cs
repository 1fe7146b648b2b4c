using System.Collections.Generic;

namespace Ptm.Build;

/// <summary>What an <see cref="Evaluation"/> came to.</summary>
internal sealed class EvaluationResult(bool isGreen, RunFigures figures, IReadOnlyList<string> warnings, IReadOnlyList<string> files, IReadOnlyList<string> variables)
{
    public bool IsGreen { get; } = isGreen;

    /// <summary>Whether there was no prompt at all.</summary>
    public bool IsEmpty => IsGreen && Figures.Total == 0;

    public RunFigures Figures { get; } = figures;

    /// <summary>The evaluator's own lines.</summary>
    public IReadOnlyList<string> Warnings { get; } = warnings;

    /// <summary>What it rests on: files and patterns of files.</summary>
    public IReadOnlyList<string> Files { get; } = files;

    /// <summary>What it rests on: names of environment variables.</summary>
    public IReadOnlyList<string> Variables { get; } = variables;
}
