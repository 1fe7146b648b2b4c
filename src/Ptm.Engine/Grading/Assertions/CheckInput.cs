using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>What a check looks at.</summary>
internal readonly record struct CheckInput
{
    public required Assertion Assertion { get; init; }

    /// <summary>The value with the case's variables filled in; undefined when the type needs none and none is there.</summary>
    public required JsonElement Value { get; init; }

    public required GradedOutput Output { get; init; }

    public required GradingInput Grading { get; init; }

    /// <summary>True for <c>not-</c>.</summary>
    public required bool Inverted { get; init; }

    public required ScriptSandbox Scripts { get; init; }

    public required CodeRunner Code { get; init; }

    /// <summary>Whom a check asks that needs a judge.</summary>
    public required JudgeSession Judge { get; init; }

    /// <summary>What the assertion's <c>contextTransform</c> found; null where it has none.</summary>
    public GradedOutput? Context { get; init; }

    public string Text => Output.Text;

    /// <summary>"Expected" or "expected not", for the start of a reason.</summary>
    public string Expected => Inverted ? "expected not " : "expected ";
}
