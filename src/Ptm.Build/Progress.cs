using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>Says how far an evaluation is: each case in detail, what did not pass with its place, and live on a terminal, each prompt in one line as soon as its cases are in.</summary>
internal sealed class Progress(BuildLog log)
{
    // Nobody reads faster.
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    readonly Dictionary<string, PromptTally> _left = new(StringComparer.Ordinal);
    readonly Stopwatch _sinceShown = new();

    public void Start(EvaluatorMessage start)
    {
        foreach (PromptCount prompt in start.Prompts ?? [])
        {
            _left[prompt.Id] = new(prompt.Id, prompt.Cases);
        }
    }

    public void Case(EvaluatorMessage message)
    {
        string line = $"Ptm: {message.Outcome} {RunFigures.Format(message.Score)} {message.Name} [{message.Provider}]";
        if (message.Outcome == EvaluatorMessage.PassedOutcome)
        {
            log.Detail(line);
        }
        else
        {
            // A gate with limits may open for it, and then nothing else says which it was.
            log.Remark(message.File is { } file ? string.Format(CultureInfo.InvariantCulture, "{0} at {1}({2},{3})", line, log.Shorten(file), message.Line, message.Column) : line);
        }

        if (!_sinceShown.IsRunning || _sinceShown.Elapsed > s_pause)
        {
            log.Live(message);
            _sinceShown.Restart();
        }

        if (message.PromptId is { } id && _left.TryGetValue(id, out PromptTally? prompt))
        {
            prompt.Add(message);
            if (prompt.IsWhole)
            {
                log.Remark($"Ptm: {prompt.Describe()}");
                _left.Remove(id);
            }
        }
    }

    /// <summary>What took fewer samples than were planned is in too.</summary>
    public void End()
    {
        foreach (PromptTally prompt in _left.Values.Where(prompt => prompt.HasBegun))
        {
            log.Remark($"Ptm: {prompt.Describe()}");
        }

        _left.Clear();
    }
}
