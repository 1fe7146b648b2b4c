using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Ptm.Xunit.Running;

/// <summary>Stands in the list of tests for cases that could not be listed, and fails with the reason.</summary>
internal sealed class TheoryFailure : TheoryTestCase
{
    string _message = "";
    SourceLocation? _place;

    [Obsolete("For deserialization alone.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TheoryFailure()
    {
    }

    /// <param name="method">The theory's method.</param>
    /// <param name="theory">The theory.</param>
    /// <param name="message">Why there are no cases.</param>
    /// <param name="place">The line to blame; null for the method.</param>
    /// <param name="distinction">Tells several failures of one method apart.</param>
    public TheoryFailure(IXunitTestMethod method, PtmPromptTheoryAttribute theory, string message, SourceLocation? place, string? distinction)
        : base(method, theory, Name(method, theory, distinction), Id(method, distinction), traits: null, place)
    {
        _message = message;
        _place = place;
    }

    public override Task InvokeAsync(object? instance, CancellationToken cancellationToken) => throw new CaseErrorException(_message, TestCaseDisplayName, _place is { Line: > 0 } line ? line : Method);

    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("ptm.message", _message);
        info.AddValue("ptm.file", _place?.File);
        info.AddValue("ptm.line", _place?.Line ?? 0);
    }

    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _message = info.GetValue<string>("ptm.message") ?? "";
        _place = info.GetValue<string>("ptm.file") is { } file ? new(file, info.GetValue<int>("ptm.line")) : null;
    }

    static string Name(IXunitTestMethod method, PtmPromptTheoryAttribute theory, string? distinction)
    {
        string name = theory.DisplayName ?? $"{method.TestClass.TestClassName}.{method.MethodName}";
        string? about = distinction is null ? theory.PromptId ?? theory.File : Path.GetFileName(distinction);
        return CaseName.OneLine(about is null ? name : $"{name} [{about}]", 300);
    }

    static string Id(IXunitTestMethod method, string? distinction)
    {
        using UniqueIDGenerator generator = new();
        generator.Add(method.UniqueID);
        generator.Add("no cases");
        generator.Add(distinction ?? "");
        return generator.Compute();
    }
}
