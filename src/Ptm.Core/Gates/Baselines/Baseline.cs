using System.Globalization;

namespace Ptm;

/// <summary>
/// An earlier run to compare with, case by case: what a <see cref="Gate"/> needs of it and no more, so that it is small enough to commit and to read in a review.
/// <c>ptm eval --write-baseline FILE</c> makes one.
/// </summary>
public sealed class Baseline
{
    readonly Dictionary<(string Prompt, string Case, string Provider), BaselineCase> _cases;

    /// <summary>A baseline of these cases.</summary>
    /// <exception cref="ArgumentException">A case is there twice.</exception>
    public Baseline(IEnumerable<BaselineCase> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        Cases =
        [
            .. cases.OrderBy(one => one.PromptId, StringComparer.Ordinal)
                .ThenBy(one => one.CaseId, StringComparer.Ordinal)
                .ThenBy(one => one.Provider, StringComparer.Ordinal),
        ];
        _cases = Cases.ToDictionary(one => (one.PromptId, one.CaseId, one.Provider));
    }

    /// <summary>The cases, ordered by prompt, case and provider.</summary>
    public IReadOnlyList<BaselineCase> Cases { get; }

    /// <summary>The baseline that a run makes. What its cases' variables and checks were is not known from a run alone.</summary>
    public static Baseline Of(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        CaseTable table = new(withDetails: true);
        foreach (CaseResult result in run.Results)
        {
            table.Add(result);
        }

        return Of(table.Cases, null);
    }

    /// <summary>Reads the file (schema <c>ptm.baseline/1</c>).</summary>
    /// <exception cref="PtmException">PTM3001: there is no such file, or it cannot be read. PTM3002: it is no JSON. PTM3004: it is no baseline, or a value is wrong. PTM3006: a case is there twice. PTM3008: it is too large.</exception>
    public static Baseline Read(string path) => BaselineFile.Read(path);

    /// <summary>Writes the file, one case a line, ordered by prompt, case and provider. It is there whole or as it was before.</summary>
    /// <exception cref="PtmException">PTM3001: it cannot be written.</exception>
    public void Write(string path) => BaselineFile.Write(this, path);

    internal static Baseline Of(IEnumerable<CaseSamples> cases, CaseContents? contents) =>
        new(cases.Where(samples => samples.Samples > 0).Select(samples => new BaselineCase
        {
            PromptId = samples.PromptId,
            CaseId = samples.CaseId,
            Provider = samples.Provider,
            Samples = samples.Samples,
            Passed = samples.Passed,
            Score = samples.Scored == 0 ? null : 100 * samples.ScoreSum / samples.Scored,
            Metrics = samples.Metrics?.ToDictionary(metric => metric.Key, metric => metric.Value.Mean, StringComparer.Ordinal) ?? [],
            Content = contents?.Of(samples.PromptId, samples.CaseId),
            Answers = DigestOf(samples),
        }));

    internal static string? DigestOf(CaseSamples samples) => samples.Answers?.ToString("x16", CultureInfo.InvariantCulture);

    internal BaselineCase? Find(CaseSamples samples) => _cases.GetValueOrDefault((samples.PromptId, samples.CaseId, samples.Provider));
}
