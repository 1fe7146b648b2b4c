using System.Diagnostics.CodeAnalysis;
using Ptm;

// The framework prints an exception's type before its message unless the type lies in this namespace. The first line is for prompt and case.
namespace Xunit.Sdk;

/// <summary>A test that did not pass, shown with the prompt file's line in place of a stack of ours.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Thrown to the test framework alone, which reads it by its interfaces.")]
internal abstract class CaseException(string message, string? name, SourceLocation? place) : Exception(message)
{
    // Terminals and IDEs link "in FILE:line N".
    public override string? StackTrace => place is { Line: > 0 } ? $"   at {name} in {place.File}:line {place.Line}" : "";
}

/// <summary>A check did not hold, or there was none.</summary>
internal sealed class CaseFailedException(string message, string? name, SourceLocation? place) : CaseException(CaseToleratedException.NoSkip(message), name, place), IAssertionException;

/// <summary>The case could not be decided: an error, and no verdict on the prompt.</summary>
internal sealed class CaseErrorException(string message, string? name, SourceLocation? place) : CaseException(CaseToleratedException.NoSkip(message), name, place);

/// <summary>The test's own time limit ran out.</summary>
internal sealed class CaseTimedOutException(string message, string? name, SourceLocation? place) : CaseException(message, name, place), ITestTimeoutException;

/// <summary>The case failed, and the gate over all of them is open: the framework takes a message of this beginning for a skip.</summary>
internal sealed class CaseToleratedException() : CaseException(Skip + "failed, tolerated", null, null)
{
    public const string Skip = "$XunitDynamicSkip$";

    /// <summary>A message that is no skip, whatever a prompt is called.</summary>
    public static string NoSkip(string message) => message.StartsWith(Skip, StringComparison.Ordinal) ? " " + message : message;
}

/// <summary>The selected cases were all skipped, so there is nothing to hold against the gate.</summary>
internal sealed class NothingToGateException() : CaseException(CaseToleratedException.Skip + "every case was skipped", null, null);

/// <summary>The method's body failed, and so did the case.</summary>
internal sealed class BodyAndCaseFailedException(string message, Exception body, CaseException verdict) : CaseException(message, null, null), IAssertionException
{
    // The framework prints these in order, each with its own stack.
    public IReadOnlyList<Exception> InnerExceptions { get; } = [body, verdict];
}

// The framework tells a failure from an error, and both from a time-out, by interfaces of these names, in whatever namespace they lie.
internal interface IAssertionException;

internal interface ITestTimeoutException;
