using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Ptm.ProjectCreation;

/// <summary>What a build said: on the console, and event by event.</summary>
public sealed class BuildOutput
{
    readonly List<BuildEventArgs> _events;

    BuildOutput(string text, List<BuildEventArgs> events)
    {
        Text = text;
        _events = events;
    }

    /// <summary>What a person saw.</summary>
    public string Text { get; }

    public IReadOnlyList<BuildErrorEventArgs> Errors => [.. _events.OfType<BuildErrorEventArgs>()];

    public IReadOnlyList<BuildWarningEventArgs> Warnings => [.. _events.OfType<BuildWarningEventArgs>()];

    /// <summary>Messages of every importance.</summary>
    public IReadOnlyList<string> Messages => [.. _events.OfType<BuildMessageEventArgs>().Select(message => message.Message ?? "")];

    /// <summary>How many times the evaluator was started.</summary>
    public int Evaluations => Messages.Count(message => message.StartsWith("Ptm: ", StringComparison.Ordinal) && message.Contains(" exec ", StringComparison.Ordinal));

    public static BuildOutput Read(string text, string binlog)
    {
        List<BuildEventArgs> events = [];
        if (File.Exists(binlog))
        {
            events.AddRange(BinaryLog.ReadRecords(binlog).Select(record => record.Args).OfType<BuildEventArgs>());
        }

        return new(text, events);
    }
}
