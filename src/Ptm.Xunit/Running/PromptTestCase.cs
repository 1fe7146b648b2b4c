using System.ComponentModel;
using Ptm.Xunit.Discovery;
using Xunit.Sdk;
using Xunit.v3;
using TestRunSummary = Xunit.v3.RunSummary;

namespace Ptm.Xunit.Running;

/// <summary>A case of a prompt as a test. It keeps the case's key alone; the case itself is read when it runs.</summary>
internal sealed class PromptTestCase : TheoryTestCase
{
    CaseKey? _key;
    MethodRun? _methodRun;

    [Obsolete("For deserialization alone.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PromptTestCase()
    {
    }

    PromptTestCase(IXunitTestMethod method, PtmPromptTheoryAttribute theory, string displayName, CaseKey key, Dictionary<string, HashSet<string>> traits, SourceLocation? place)
        : base(method, theory, displayName, key.ToUniqueId(method.UniqueID), traits, place) => _key = key;

    public CaseKey Key => _key ?? throw new InvalidOperationException("The test case was not deserialized.");

    /// <summary>The run it belongs to; a case that was given none runs alone.</summary>
    public MethodRun MethodRun
    {
        get => _methodRun ??= new(TestMethod, Theory, [this]);
        set => _methodRun = value;
    }

    /// <summary>Its place among those that run at once; null before it has one.</summary>
    public CaseSlot? Slot { get; set; }

    /// <summary>Which of its run's cases it is, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Whether nothing on its method may keep it from running.</summary>
    public bool MayRun => SkipReason is null && !Explicit;

    public override bool MayBlock => MethodRun.RunsUserCode;

    public static PromptTestCase Create(IXunitTestMethod method, PtmPromptTheoryAttribute theory, PlannedCase planned, string displayName, string slug) =>
        new(method, theory, displayName, CaseKey.Of(planned), CaseTraits.Of(planned, slug, method.Traits), planned.Case.Location);

    public override Task InvokeAsync(object? instance, CancellationToken cancellationToken) => new CaseTest(this).RunAsync(instance, cancellationToken);

    public override Task<bool> IsToleratedAsync(Exception failure, CancellationToken cancellationToken) =>
        failure is CaseFailedException ? MethodRun.ToleratesFailuresAsync(cancellationToken) : Task.FromResult(false);

    protected override ValueTask<TestRunSummary> RunAsync(Func<TheoryTestCase, ValueTask<TestRunSummary>> run, CancellationToken cancellationToken) =>
        MethodRun.RunAsync(this, run, cancellationToken);

    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("ptm.prompt", WholeText.Of(Key.PromptId));
        info.AddValue("ptm.case", WholeText.Of(Key.CaseId));
        info.AddValue("ptm.provider", WholeText.Of(Key.Provider));
        info.AddValue("ptm.sample", Key.Sample);
    }

    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _key = new(Read("ptm.prompt"), Read("ptm.case"), Read("ptm.provider"), info.GetValue<int>("ptm.sample"));

        string Read(string name) => WholeText.Restore(info.GetValue<string>(name) ?? throw new InvalidOperationException($"The serialized test case has no '{name}'."));
    }
}
