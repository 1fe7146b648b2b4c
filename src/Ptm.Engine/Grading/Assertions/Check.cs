using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>One type of assertion. It holds no state of a case, so one object serves every case.</summary>
internal abstract class Check
{
    /// <summary>Whether a threshold is held against a score from 0 to 1, so that one above it would fail always, and pass always under <c>not-</c>.</summary>
    public virtual bool HasScoreAsThreshold => false;

    /// <summary>What is wrong with an assertion before any output is known; null when nothing is.</summary>
    /// <param name="assertion">As written.</param>
    /// <param name="value">Its value; null when there is none, or when it is a template whose text is not known yet.</param>
    /// <param name="hasValue">False when the assertion has no value at all.</param>
    public abstract string? Flaw(Assertion assertion, JsonElement? value, bool hasValue);

    /// <summary>Checks an output. The value has passed <see cref="Flaw"/> after rendering.</summary>
    public abstract ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken);
}
