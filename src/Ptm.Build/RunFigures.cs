using System.Globalization;
using Ptm.Build.Evaluator;

namespace Ptm.Build;

/// <summary>The figures of a run.</summary>
internal sealed class RunFigures
{
    const char Separator = ' ';
    const string Unknown = "-";

    /// <summary>The evaluator's; empty when unknown.</summary>
    public string Version { get; private set; } = "";

    public double? Score { get; private set; }

    public double? PassRate { get; private set; }

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Errors { get; private set; }

    public int Unchecked { get; private set; }

    public int Total => Passed + Failed + Errors + Unchecked;

    public static RunFigures Of(EvaluatorMessage end, string? version) => new()
    {
        Version = version ?? "",
        Score = end.Score,
        PassRate = end.PassRate,
        Passed = end.Passed,
        Failed = end.Failed,
        Errors = end.Errors,
        Unchecked = end.Unchecked,
    };

    /// <summary>Reads what <see cref="ToLine"/> wrote; null when it is something else.</summary>
    public static RunFigures? FromLine(string line)
    {
        string[] parts = line.Split(Separator);
        return parts.Length == 7
            && TryRead(parts[0], out double? score)
            && TryRead(parts[1], out double? passRate)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int passed)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out int failed)
            && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int errors)
            && int.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out int unchecked_)
                ? new() { Score = score, PassRate = passRate, Passed = passed, Failed = failed, Errors = errors, Unchecked = unchecked_, Version = parts[6] }
                : null;
    }

    public string ToLine() => string.Join(Separator.ToString(), Write(Score), Write(PassRate), Write(Passed), Write(Failed), Write(Errors), Write(Unchecked), Version);

    /// <summary>Such as <c>11 of 12 cases passed, score 91.67</c>.</summary>
    public string Describe()
    {
        string score = Score is { } value ? value.ToString("0.##", CultureInfo.InvariantCulture) : "unknown";
        return string.Format(CultureInfo.InvariantCulture, "{0} of {1} {2} passed, score {3}", Passed, Total, Total == 1 ? "case" : "cases", score);
    }

    /// <summary>Empty when unknown.</summary>
    public static string Format(double? figure) => figure?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    static bool TryRead(string text, out double? value)
    {
        value = null;
        if (text == Unknown)
        {
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return false;
        }

        value = number;
        return true;
    }

    static string Write(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? Unknown;
}
