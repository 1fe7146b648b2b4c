using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>What a <see cref="PtmEval"/> task was asked, checked.</summary>
internal sealed class EvalArguments
{
    const int DefaultTimeoutSeconds = 600;

    static readonly string[] s_modes = ["replay", "auto", "record", "off"];
    static readonly string[] s_inconclusive = ["warn", "fail", "pass"];
    static readonly string[] s_switches = ["true", "false"];
    static readonly string[] s_annotations = ["auto", "github", "azure", "off"];
    static readonly string[] s_summaries = ["auto", "off"];
    static readonly string[] s_reports = [".html", ".htm", ".json", ".md", ".markdown", ".csv", ".sarif", ".xml"];

    readonly List<string> _options = [];
    readonly string[] _prompts;
    readonly string? _providerAssembly;
    readonly string[] _reports;

    EvalArguments(string[] prompts, string shown, string? providerAssembly, string[] reports)
    {
        _prompts = prompts;
        Shown = shown;
        _providerAssembly = providerAssembly;
        _reports = reports;
    }

    public TimeSpan Timeout { get; private set; }

    /// <summary>Whether files were named, whatever a <c>ptm.yaml</c> names besides.</summary>
    public bool HasPrompts => _prompts.Length > 0;

    /// <summary>The prompt files in a few words.</summary>
    public string Shown { get; }

    /// <summary>Without these a green run of the past does not count: the reports, which somebody may have deleted.</summary>
    public IEnumerable<string> RequiredFiles => _reports;

    /// <summary>Reads and checks a task's parameters.</summary>
    /// <returns>null when one is wrong, which was said.</returns>
    public static EvalArguments? Read(PtmEval task, BuildLog log)
    {
        string[] prompts = [.. task.Prompts.Select(item => item.GetMetadata("FullPath"))];
        string[] reports = [.. Separate(task.ReportPath).Select(FullPath).OfType<string>()];
        EvalArguments arguments = new(prompts, Show(prompts, log), FullPath(task.ProviderAssembly), reports);
        List<string> wrong = [];
        arguments.Add("--min-score", Limit(nameof(task.MinScore), task.MinScore, 100, "0 to 100", wrong));
        arguments.Add("--min-pass-rate", Limit(nameof(task.MinPassRate), task.MinPassRate, 1, "0 to 1 (0.9 for 90 %)", wrong));
        arguments.Add("--max-cost-usd", Limit(nameof(task.MaxCostUsd), task.MaxCostUsd, double.MaxValue, "0 or more", wrong));
        arguments.Add("--max-latency-ms", Limit(nameof(task.MaxLatencyMs), task.MaxLatencyMs, double.MaxValue, "0 or more", wrong));
        arguments.Add("--max-errors", Count(nameof(task.MaxErrors), task.MaxErrors, 0, wrong));
        arguments.Add("--max-unchecked", Count(nameof(task.MaxUnchecked), task.MaxUnchecked, 0, wrong));
        arguments.Add("--samples", Count(nameof(task.Samples), task.Samples, 1, wrong));
        arguments.Add("--confidence", Limit(nameof(task.Confidence), task.Confidence, 1, "more than 0.5 and less than 1 (0.95 for 95 %)", wrong));
        arguments.Add("--baseline", FullPath(task.Baseline));
        arguments.Add("--min-effect", Limit(nameof(task.MinEffect), task.MinEffect, 0.999, "0 or more and less than 1 (0.02 for 2 %)", wrong));
        arguments.Add("--on-inconclusive", Name(nameof(task.OnInconclusive), task.OnInconclusive, s_inconclusive, wrong));
        arguments.Add("--cassettes", Mode(task.Cassettes, wrong));
        arguments.Add("--annotations", Name(nameof(task.Annotations), task.Annotations, s_annotations, wrong));
        arguments.Add("--step-summary", Name(nameof(task.StepSummary), task.StepSummary, s_summaries, wrong));
        arguments.Add("--within", task.FollowedFolder);
        foreach (string provider in Separate(task.Providers))
        {
            arguments.Add("--provider", provider);
        }

        string? seconds = Count(nameof(task.TimeoutSeconds), task.TimeoutSeconds, 1, wrong);
        arguments.Timeout = TimeSpan.FromSeconds(seconds is null ? DefaultTimeoutSeconds : int.Parse(seconds, CultureInfo.InvariantCulture));
        foreach (string report in reports.Where(path => !s_reports.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)))
        {
            wrong.Add($"PtmReport (parameter ReportPath of <PtmEval>) takes files that end in .html, .json, .md, .csv, .sarif or .xml, and '{report}' was given.");
        }

        foreach (string message in wrong)
        {
            log.ErrorOnce(BuildLog.InvalidValue, message, task.BuildEngine);
        }

        return wrong.Count == 0 ? arguments : null;
    }

    /// <summary>Whether <see cref="PtmEval.EvalEnabled"/> can be read, which is said where it cannot.</summary>
    public static bool IsSwitch(PtmEval task, BuildLog log)
    {
        List<string> wrong = [];
        Name(nameof(task.EvalEnabled), task.EvalEnabled, s_switches, wrong);
        foreach (string message in wrong)
        {
            log.ErrorOnce(BuildLog.InvalidValue, message, task.BuildEngine);
        }

        return wrong.Count == 0;
    }

    /// <summary>The command line, one argument a line.</summary>
    public IEnumerable<string> ForCommandLine() =>
    [
        "eval", "--format", "jsonl", "--stop-with-input",
        .. _options,
        .. _providerAssembly is null ? [] : new[] { "--assembly", _providerAssembly },
        .. _reports.SelectMany(report => new[] { "--output", report }),
        .. _prompts.SelectMany(prompt => new[] { "--config", prompt }),
    ];

    /// <summary>Everything but the files' contents that an answer depends on.</summary>
    public string Question(EvaluatorProgram program) => string.Join("\n", ForCommandLine().Concat(program.Identity));

    void Add(string option, string? value)
    {
        if (value is not null)
        {
            _options.Add(option);
            _options.Add(value);
        }
    }

    static string? Limit(string name, string? text, double most, string range, List<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number <= most)
        {
            return text!.Trim();
        }

        wrong.Add(Wrong(name, text!, range));
        return null;
    }

    static string? Count(string name, string? text, int least, List<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= least && number <= int.MaxValue / 1000)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        wrong.Add(Wrong(name, text!, $"a whole number, {least.ToString(CultureInfo.InvariantCulture)} or more"));
        return null;
    }

    static string? Mode(string? text, List<string> wrong) => Name(nameof(PtmEval.Cassettes), string.IsNullOrWhiteSpace(text) ? s_modes[0] : text, s_modes, wrong);

    static string? Name(string name, string? text, string[] names, List<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (names.FirstOrDefault(known => known.Equals(text!.Trim(), StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        wrong.Add(Wrong(name, text!, string.Join(", ", names)));
        return null;
    }

    static string Wrong(string name, string text, string range) => $"Ptm{name} (parameter {name} of <PtmEval>) takes {range}, and '{text}' was given.";

    // MSBuild takes a semicolon that is written %3B for a part of the value.
    static IEnumerable<string> Separate(string[] values) => values.SelectMany(value => value.Split(';')).Select(value => value.Trim()).Where(value => value.Length > 0);

    static string? FullPath(string? path) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path!);

    static string Show(string[] prompts, BuildLog log) =>
        prompts.Length == 0 ? "what ptm.yaml names" : prompts.Length == 1 ? log.Shorten(prompts[0]) : $"{log.Shorten(prompts[0])} and {(prompts.Length - 1).ToString(CultureInfo.InvariantCulture)} more";
}
