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
        _byKey = library.Prompts.Plan(source.Selection).Cases.ToDictionary(CaseKey.Of);
    }

    public OpenLibrary Library { get; }

    /// <summary>The folder that paths in messages are relative to.</summary>
    public string Folder => _source.Folder;

    /// <exception cref="PtmException">A file is wrong.</exception>
    public static PlannedCases Read(TheorySource source) => new(OpenLibrary.At(source.Path), source);

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
}
