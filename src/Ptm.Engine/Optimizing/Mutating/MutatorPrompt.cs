using System.Text.Json;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Optimizing.Candidates;
using Ptm.Statistics;

namespace Ptm.Engine.Optimizing.Mutating;

/// <summary>
/// What a mutator is asked: the text in <c>Prompts</c>, whose changed text is a new version with a new name. All that comes from prompts,
/// cases and models goes in as JSON, so that nothing in it can end its string.
/// </summary>
internal static class MutatorPrompt
{
    /// <summary>The version of the text.</summary>
    public const string Name = "mutator.v1";

    const int MostOfAText = 2_000;
    const int MostFailures = 10;
    const int MostPassing = 5;
    const int MostTried = 8;

    // One for each proposal of a cycle, so that they differ in kind.
    static readonly string[] s_tips =
    [
        "Prefer the smallest change that removes the cause: a sentence added, or made precise.",
        "Say the rule that was broken as one clear instruction, with its reason, near where it applies.",
        "Describe the answer's form exactly: what it begins with, what it holds, what it leaves out.",
        "Look for what misleads the model: take out or reword an instruction that causes the failures.",
        "Say how to work it out: the steps from the input to the answer, and what to check before answering.",
        "Name the hard kinds of input, and say what to do with each of them.",
        "Add a short made-up example of an input and its right answer, which is none of the cases below or above.",
        "Set the order right: the task first, then its rules, the most important one last.",
    ];

    static readonly PromptTexts s_texts = new("Ptm.Engine.Optimizing.Mutating.Prompts");

    /// <summary>JSON Schema of the reply, for providers that hold their model to one.</summary>
    public static JsonElement Schema { get; } = JsonElement.Parse(
        """
        {"type":"object","properties":{"diagnosis":{"type":"string"},
        "edits":{"type":"array","items":{"type":"object","properties":{"part":{"type":"integer"},"find":{"type":"string"},"replace":{"type":"string"}},"required":["part","find","replace"],"additionalProperties":false}},
        "rewrite":{"type":"array","items":{"type":"string"}}},"required":["diagnosis","edits","rewrite"],"additionalProperties":false}
        """);

    /// <summary>The prompt of one proposal.</summary>
    /// <param name="request">What the mutator is told.</param>
    /// <param name="variables">The variables that have to stay.</param>
    /// <param name="index">Which proposal of its cycle it is, from 0.</param>
    public static RenderedPrompt Of(ProposalRequest request, IEnumerable<string> variables, int index) => s_texts.Of(Name, new Dictionary<string, string>
    {
        ["parts"] = Lines(PromptParts.Of(request.Parent).Parts.Select((part, number) =>
            $$"""{"part": {{number + 1}}, {{(part.Role is null ? "" : $"\"role\": {JudgePrompt.Quoted(part.Role)}, ")}}"text": {{JudgePrompt.Quoted(part.Text)}}}""")),
        ["variables"] = JudgePrompt.Quoted(variables),
        ["failures"] = Lines(request.Failures.Take(MostFailures).Select(shown => CaseOf(shown, request.TellsVariance))),
        ["passing"] = Lines(request.Passing.Take(MostPassing).Select(shown => CaseOf(shown, request.TellsVariance))),
        ["tried"] = Lines(request.Tried.TakeLast(MostTried).Select(tried => $$"""{"change": {{Cut(tried.Diff)}}, "effect": {{Cut(tried.Effect)}}}""")),
        ["tip"] = TipOf(request, index),
    });

    // The tips are shuffled anew for each cycle.
    static string TipOf(ProposalRequest request, int index)
    {
        SplitMix64 random = new(request.Seed ^ (ulong)request.Cycle * 0x9E3779B97F4A7C15);
        string[] tips = [.. s_tips];
        for (int last = tips.Length - 1; last > 0; last--)
        {
            int other = random.NextIndex(last + 1);
            (tips[last], tips[other]) = (tips[other], tips[last]);
        }

        return tips[index % tips.Length];
    }

    static string CaseOf(ShownCase shown, bool tellsVariance)
    {
        string samples = tellsVariance && shown.Samples > 1
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"passed\": \"{shown.Passed} of {shown.Samples} answers\", \"variance\": {shown.Variance:0.##}, ")
            : "";
        return $$"""{{{samples}}"variables": {{Vars(shown.Case.Vars)}}, "answer": {{Cut(shown.Output)}}, "checks": {{(shown.Reasons.Count == 0 ? "[]" : $"[{string.Join(", ", shown.Reasons.Select(Cut))}]")}}}""";
    }

    static string Vars(JsonElement vars) =>
        $"{{{string.Join(", ", vars.EnumerateObject().Select(member => $"{JudgePrompt.Quoted(member.Name)}: {Value(member.Value)}"))}}}";

    static string Value(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Cut(value.GetString()!)
        : CompactJson.Of(value) is { Length: <= MostOfAText } json ? json
        : Cut(CompactJson.Of(value));

    static string Cut(string text) => JudgePrompt.Quoted(Quote.Cut(text, MostOfAText));

    static string Lines(IEnumerable<string> items) => string.Join('\n', items) is { Length: > 0 } lines ? lines : "(none)";
}
