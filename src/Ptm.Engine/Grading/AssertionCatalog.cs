using System.Collections.Frozen;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Grading.Assertions.Sql;

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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> _notYet = new[]
    {
        "agent-rubric", "answer-relevance", "bleu", "classifier", "contains-html", "contains-xml", "context-faithfulness",
        "context-recall", "context-relevance", "conversation-relevance", "f-score", "factuality", "finish-reason", "g-eval", "gleu", "guardrails",
        "human", "is-html", "is-refusal", "is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call", "is-xml",
        "llm-rubric", "max-score", "meteor", "model-graded-closedqa", "model-graded-factuality", "moderation", "perplexity", "perplexity-score",
        "pi", "python", "rouge-l", "rouge-n", "rouge-s", "ruby", "search-rubric", "select-best", "similar", "similar:cosine", "similar:dot",
        "similar:euclidean", "skill-used", "tool-call-f1", "trace-error-spans", "trace-span-count", "trace-span-duration",
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
