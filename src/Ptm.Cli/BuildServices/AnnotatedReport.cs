using Ptm.Cli.Output;

namespace Ptm.Cli.BuildServices;

/// <summary>A report whose findings a build service also shows at their lines.</summary>
/// <param name="inner">The report.</param>
/// <param name="service">Whose commands are written.</param>
/// <param name="root">The root of the checkout.</param>
internal sealed class AnnotatedReport(IEvalReport inner, BuildService service, string root) : IEvalReport
{
    // GitHub shows ten of a kind a step and fifty a job; the report itself has them all.
    const int MostOfAKind = 50;

    readonly Dictionary<DiagnosticSeverity, int> _written = [];

    public void Start(string evaluator, int total, int? here, IReadOnlyList<KeyValuePair<string, int>> prompts) => inner.Start(evaluator, total, here, prompts);

    public void Remark(string text) => inner.Remark(text);

    public void Command(string line) => inner.Command(line);

    public void Finding(Diagnostic finding)
    {
        inner.Finding(finding);
        Annotate(finding);
    }

    public void Result(CaseResult result) => inner.Result(result);

    public void End(RunResult run, GateResult gate, int exitCode, IReadOnlyList<string> files, IReadOnlyList<string> environment)
    {
        foreach (GateViolation violation in gate.Violations)
        {
            Annotate(new(violation.Code, DiagnosticSeverity.Error, violation.Message, violation.Location));
        }

        foreach (GateViolation warning in gate.Warnings)
        {
            Annotate(new(warning.Code, DiagnosticSeverity.Warning, warning.Message, warning.Location));
        }

        inner.End(run, gate, exitCode, files, environment);
    }

    public void Added(IReadOnlyList<string> files) => inner.Added(files);

    public void Empty(int exitCode, IReadOnlyList<string> files) => inner.Empty(exitCode, files);

    public void Refuse(int exitCode) => inner.Refuse(exitCode);

    void Annotate(Diagnostic finding)
    {
        lock (_written)
        {
            int written = _written[finding.Severity] = _written.GetValueOrDefault(finding.Severity) + 1;
            if (written > MostOfAKind)
            {
                return;
            }
        }

        inner.Command(Annotation.Of(service, finding, root));
    }
}
