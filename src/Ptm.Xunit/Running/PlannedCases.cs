using Ptm.Engine;
using Ptm.Xunit.Discovery;
using Ptm.Xunit.Libraries;

namespace Ptm.Xunit.Running;

/// <summary>The cases of a theory as its files have them now, found by their keys.</summary>
internal sealed class PlannedCases
{
    readonly Dictionary<CaseKey, PlannedCase> _byKey;
    readonly TheorySource _source;

    PlannedCases(OpenLibrary library, TheorySource source)
    {
        Library = library;
        _source = source;
        IReadOnlyList<PlannedCase> plan = library.Prompts.PlanOnAny(source.Selection).Cases;
        _byKey = new(plan.Count);
        foreach (PlannedCase planned in plan.Select(planned => PtmEngine.WithThreshold(planned, source.Threshold)))
        {
            if (!_byKey.TryAdd(CaseKey.Of(planned), planned))
            {
                throw Twice(planned);
            }
        }
    }

    public OpenLibrary Library { get; }

    /// <summary>The folder that paths in messages are relative to.</summary>
    public string Folder => _source.Folder;

    /// <exception cref="PtmException">A file is wrong, or PTM3006: a case is there twice.</exception>
    public static PlannedCases Read(TheorySource source) => new(OpenLibrary.At(source.Path), source);

    /// <summary>What is taken of the library.</summary>
    public EvalSelection Selection => _source.Selection;

    /// <summary>The threshold of cases that set none; null for none.</summary>
    public double? Threshold => _source.Threshold;

    /// <summary>The cases in their files' order.</summary>
    public IEnumerable<PlannedCase> All => _byKey.Values;

    public PlannedCase? TryFind(CaseKey key) => _byKey.GetValueOrDefault(key);

    /// <exception cref="PtmException">PTM3009: the case is no longer there.</exception>
    public PlannedCase Find(CaseKey key, string? file) =>
        _byKey.TryGetValue(key, out PlannedCase? planned)
            ? planned
            : throw new PtmException(new Diagnostic(
                DiagnosticCodes.NotFound,
                DiagnosticSeverity.Error,
                $"The case '{CaseName.OneLine(key.CaseId)}' of prompt '{CaseName.OneLine(key.PromptId)}' on '{CaseName.OneLine(key.Provider)}' is gone: the file changed after the tests were listed. List them again.",
                file is null ? null : new(file)));

    static PtmException Twice(PlannedCase planned) => new(new Diagnostic(
        DiagnosticCodes.Duplicate,
        DiagnosticSeverity.Error,
        $"{CaseName.Of(planned.Prompt.Id, planned.Case.Id, planned.Case.Description)} on '{CaseName.OneLine(planned.Provider)}' is there twice: is the provider named twice?",
        planned.Case.Location));
}
