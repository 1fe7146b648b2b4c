using System.Runtime.CompilerServices;
using Ptm.Xunit.Discovery;
using Ptm.Xunit.Running;
using Xunit;
using Xunit.v3;

namespace Ptm.Xunit;

/// <summary>
/// Makes every case of a prompt a test of its own: <c>[PtmPromptTheory("support.refund")]</c>.
/// The method takes nothing, a <see cref="PtmCase"/> or a <see cref="CaseResult"/>. The case is evaluated, then the method's body runs,
/// and then the case has to have passed. Without a prompt, <see cref="File"/> and <see cref="Tag"/> it takes every case of the nearest library.
/// </summary>
/// <remarks>
/// Prompt files are looked up from the test project's folder: the nearest <c>ptm.yaml</c> or <c>promptfooconfig.yaml</c> in it or above it.
/// The environment variable <c>PTM_ROOT</c> names another folder to start from.
/// Tests are listed from files alone; what cannot be listed (a prompt that is not there, a file that does not parse, a file without a case) is one failing test.
/// Cases run at once, up to the engine's <c>MaxConcurrency</c>, unless <see cref="FactAttribute.DisableParallelization"/> is set here or on the collection or assembly.
/// </remarks>
/// <param name="promptId">The prompt's id; null for every prompt that <see cref="File"/> and <see cref="Tag"/> leave.</param>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[XunitTestCaseDiscoverer(typeof(PromptTheoryDiscoverer))]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtmPromptTheoryAttribute(string? promptId = null, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), ITestCaseOrdererAttribute
{
    /// <summary>The prompt's id; null for every prompt that <see cref="File"/> and <see cref="Tag"/> leave.</summary>
    public string? PromptId { get; } = promptId;

    /// <summary>
    /// A prompt file, a promptfoo config or a <c>ptm.yaml</c>, relative to the test project's folder, or absolute.
    /// </summary>
    /// <value>null: the nearest library.</value>
    public string? File { get; set; }

    /// <summary>A tag that the prompt or the case has.</summary>
    /// <value>null: any.</value>
    public string? Tag { get; set; }

    /// <summary>Whether a case that failed, could not be decided or was not checked fails the test after the body ran. With <c>false</c> the body decides alone.</summary>
    /// <value><c>true</c>.</value>
    public bool AssertVerdict { get; set; } = true;

    /// <summary>Providers to run every case on, in place of those that its prompt names: profiles, promptfoo's ids, and providers from code.</summary>
    /// <value>null: each prompt's own.</value>
    public string[]? Providers { get; set; }

    /// <summary>How often each case runs on each provider, each time as a test of its own.</summary>
    /// <value>1 or more; unless it is set, as often as the file says, which is once unless it says otherwise.</value>
    public int Samples
    {
        get => SamplesOrNull ?? 0;
        set => SamplesOrNull = value;
    }

    /// <summary>The weighted mean of a case's assertions, 0 to 1, from which it passes, of cases that set no <c>threshold</c> themselves.</summary>
    /// <value><see cref="double.NaN"/>: every assertion has to pass.</value>
    public double Threshold { get; set; } = double.NaN;

    /// <summary>
    /// The lowest pass rate, 0 to 1, of the theory's selected cases together. It adds one test, the gate; cases that failed are skipped with the reason "failed, tolerated"
    /// when it is reached. A case that could not be decided, or in which nothing was checked, closes the gate.
    /// </summary>
    /// <value><see cref="double.NaN"/> unless it is set: every case has to pass.</value>
    public double MinPassRate
    {
        get => MinPassRateOrNull ?? double.NaN;
        set => MinPassRateOrNull = value;
    }

    /// <summary>
    /// A baseline file (<c>ptm eval --write-baseline</c>), relative to the test project's folder, or absolute, which the selected cases must not have fallen from.
    /// It adds the gate as <see cref="MinPassRate"/> does.
    /// </summary>
    /// <value>null: none.</value>
    public string? Baseline { get; set; }

    /// <summary>How sure the gate has to be, above 0.5 and below 1, such as 0.95: <see cref="Gate.Confidence"/>.</summary>
    /// <value><see cref="double.NaN"/>: the pass rate is compared as it is, and a baseline with 0.95.</value>
    public double Confidence { get; set; } = double.NaN;

    /// <summary>What the gate does when the cases do not suffice to tell.</summary>
    /// <value><see cref="GateInconclusive.Warn"/>: it opens, with a warning. Unless it is set, it stays closed where more than half is gone since the <see cref="Baseline"/>.</value>
    public GateInconclusive OnInconclusive
    {
        get => OnInconclusiveOrNull ?? GateInconclusive.Warn;
        set => OnInconclusiveOrNull = value;
    }

    /// <summary>
    /// Whether a case that passed has attachments too: the rendered prompt, the output and what judges said, each cut at about 64 KB. A case that did not pass always has them.
    /// Each attachment is a file among the test results, and a line where the test runner lists those.
    /// </summary>
    /// <value><c>false</c>.</value>
    public bool AttachPassed { get; set; }

    // An attribute's value cannot be null, and one that was set to "none" is a slip.
    internal int? SamplesOrNull { get; private set; }

    internal double? MinPassRateOrNull { get; private set; }

    internal GateInconclusive? OnInconclusiveOrNull { get; private set; }

    // The orderer is the one place where the framework shows all selected cases of a method before the first runs.
    Type ITestOrdererAttribute.OrdererType => typeof(MethodRunOrderer);
}
