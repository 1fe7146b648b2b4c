using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics.Agreement;

/// <summary>An output that a person judged.</summary>
/// <param name="Output">The output.</param>
/// <param name="Passes">The person's label.</param>
/// <param name="Criteria">What to judge by; null for what is said for all.</param>
/// <param name="Vars">Everything else that the file says of it, a JSON object: <c>input</c>, <c>query</c>, <c>context</c>.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record LabelledOutput(string Output, bool Passes, string? Criteria, JsonElement Vars, SourceLocation Location);
