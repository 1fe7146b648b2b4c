using System.Collections.Frozen;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Grading.Assertions.Markup;
using Ptm.Engine.Grading.Assertions.Sql;
using Ptm.Engine.Grading.Assertions.Texts;
using Ptm.Engine.Grading.Assertions.Tools;

namespace Ptm.Engine.Grading;

/// <summary>Every type of assertion: those that run, and those that promptfoo has and that do not run yet.</summary>
internal static class AssertionCatalog
{
    public const string AssertSet = "assert-set";
    public const string Inverse = "not-";

    static readonly FrozenDictionary<string, Check> _checks = new Dictionary<string, Check>(StringComparer.Ordinal)
    {
        ["contains"] = new ContainsCheck(ignoreCase: false),
        ["icontains"] = new ContainsCheck(ignoreCase: true),
        ["contains-all"] = new ContainsListCheck(all: true, ignoreCase: false),
        ["contains-any"] = new ContainsListCheck(all: false, ignoreCase: false),
        ["icontains-all"] = new ContainsListCheck(all: true, ignoreCase: true),
        ["icontains-any"] = new ContainsListCheck(all: false, ignoreCase: true),
        ["starts-with"] = new StartsWithCheck(),
        ["equals"] = new EqualsCheck(),
        ["regex"] = new RegexCheck(),
        ["is-json"] = new JsonCheck(whole: true),
        ["contains-json"] = new JsonCheck(whole: false),
        ["is-sql"] = new SqlCheck(whole: true),
        ["contains-sql"] = new SqlCheck(whole: false),
        ["javascript"] = new JavaScriptCheck(),
        ["levenshtein"] = new LevenshteinCheck(),
        ["latency"] = new LatencyCheck(),
        ["cost"] = new CostCheck(),
        ["word-count"] = new WordCountCheck(),
        ["rouge-n"] = new OverlapCheck("ROUGE-1", 0.75, many: false, Rouge.Score),
        ["bleu"] = new OverlapCheck("BLEU", 0.5, many: true, Bleu.Score),
        ["gleu"] = new OverlapCheck("GLEU", 0.5, many: true, Gleu.Score),
        ["meteor"] = new OverlapCheck("METEOR", 0.5, many: true, Meteor.Score),
        ["is-xml"] = new XmlCheck(whole: true),
        ["contains-xml"] = new XmlCheck(whole: false),
        ["is-html"] = new HtmlCheck(),
        ["contains-html"] = new ContainsHtmlCheck(),
        ["perplexity"] = new PerplexityCheck(normalized: false),
        ["perplexity-score"] = new PerplexityCheck(normalized: true),
        ["finish-reason"] = new FinishReasonCheck(),
        ["is-refusal"] = new RefusalCheck(),
        ["tool-call-f1"] = new ToolCallF1Check(),
        ["is-valid-openai-tools-call"] = new ValidCallCheck(tools: true),
        ["is-valid-openai-function-call"] = new ValidCallCheck(tools: false),
        ["is-valid-function-call"] = new ValidCallCheck(tools: false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> _notYet = new[]
    {
        "agent-rubric", "answer-relevance", "classifier", "context-faithfulness",
        "context-recall", "context-relevance", "conversation-relevance", "f-score", "factuality", "g-eval", "guardrails",
        "human", "llm-rubric", "max-score", "model-graded-closedqa", "model-graded-factuality", "moderation",
        "pi", "python", "rouge-l", "rouge-s", "ruby", "search-rubric", "select-best", "similar", "similar:cosine", "similar:dot",
        "similar:euclidean", "skill-used", "trace-error-spans", "trace-span-count", "trace-span-duration",
        "trajectory:goal-success", "trajectory:step-count", "trajectory:tool-args-match", "trajectory:tool-sequence", "trajectory:tool-used",
        "webhook",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static AssertionSupport SupportOf(string type)
    {
        string plain = Plain(type, out bool inverted);
        return (plain == AssertSet && !inverted) || _checks.ContainsKey(plain) ? AssertionSupport.Supported
            : _notYet.Contains(plain) || plain.StartsWith("promptfoo:redteam:", StringComparison.Ordinal) ? AssertionSupport.KnownButNotYet
            : AssertionSupport.Unknown;
    }

    /// <summary>Every type without its inverse.</summary>
    public static IEnumerable<string> Names => _checks.Keys.Concat(_notYet).Append(AssertSet);

    static readonly Lazy<string[]> _names = new(() => [.. _checks.Keys.Concat(_notYet).SelectMany(name => new[] { name, Inverse + name }), AssertSet]);

    /// <summary>The check of a supported type; null for <c>assert-set</c> and every other type.</summary>
    public static Check? Find(string type, out bool inverted) => _checks.GetValueOrDefault(Plain(type, out inverted));

    public static string UnknownMessage(string type) =>
        $"\"{Quote.Cut(type)}\" is not a known assertion type. {NearestName.Hint(type, _names.Value)}".TrimEnd();

    static string Plain(string type, out bool inverted)
    {
        inverted = type.StartsWith(Inverse, StringComparison.Ordinal);
        return inverted ? type[Inverse.Length..] : type;
    }
}
