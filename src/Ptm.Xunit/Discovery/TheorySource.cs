using Ptm.Engine;
using Ptm.Xunit.Libraries;
using Xunit.v3;

namespace Ptm.Xunit.Discovery;

/// <summary>Which cases a theory stands for, and where they lie.</summary>
/// <param name="Path">Library, file or folder, absolute.</param>
/// <param name="Folder">The folder that paths in messages are relative to.</param>
/// <param name="Selection">What is taken of it.</param>
/// <param name="Threshold">The threshold of cases that set none; null for none.</param>
internal sealed record TheorySource(string Path, string Folder, EvalSelection Selection, double? Threshold = null)
{
    public static TheorySource Of(IXunitTestMethod method, PtmPromptTheoryAttribute theory) =>
        Of(ProjectFolder.Of(method.TestClass.Class.Assembly), theory);

    internal static TheorySource Of(string folder, PtmPromptTheoryAttribute theory) => new(
        theory.File is null ? folder : System.IO.Path.GetFullPath(theory.File, folder),
        folder,
        new()
        {
            PromptIds = theory.PromptId is null ? [] : [theory.PromptId],
            Tag = theory.Tag,
            Providers = theory.Providers ?? [],
            Repeat = theory.Samples > 0 ? theory.Samples : null,
        },
        double.IsNaN(theory.Threshold) ? null : theory.Threshold);

    /// <summary>What was asked for, in words.</summary>
    public string Describe()
    {
        string what = Selection.PromptIds is [var id] ? $"prompt '{CaseName.OneLine(id)}'" : "any prompt";
        string tag = Selection.Tag is null ? "" : $" with the tag '{CaseName.OneLine(Selection.Tag)}'";
        return what + tag;
    }
}
