using System.Collections.Frozen;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Grading.Assertions.Judged;
using Ptm.Engine.Grading.Assertions.Markup;
using Ptm.Engine.Grading.Assertions.Sql;
using Ptm.Engine.Grading.Assertions.Texts;
using Ptm.Engine.Grading.Assertions.Tools;
using Ptm.Engine.Grading.Assertions.Trajectories;

namespace Ptm.Engine.Grading;

/// <summary>Every type of assertion: those that run, and those that promptfoo has and that do not run yet.</summary>
internal static class AssertionCatalog
{
    public const string AssertSet = "assert-set";
    public const string SelectBest = "select-best";
    public const string MaxScore = "max-score";
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
        ["python"] = new CodeCheck(CodeLanguage.Python),
        ["ruby"] = new CodeCheck(CodeLanguage.Ruby),
        ["webhook"] = new WebhookCheck(),
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
        ["trajectory:tool-used"] = new ToolUsedCheck(),
        ["trajectory:tool-sequence"] = new ToolSequenceCheck(),
        ["trajectory:step-count"] = new StepCountCheck(),
        ["is-valid-openai-tools-call"] = new ValidCallCheck(tools: true),
        ["is-valid-openai-function-call"] = new ValidCallCheck(tools: false),
        ["is-valid-function-call"] = new ValidCallCheck(tools: false),
        ["llm-rubric"] = new RubricCheck(),
        ["g-eval"] = new GEvalCheck(),
        ["factuality"] = new FactualityCheck(),
        ["model-graded-factuality"] = new FactualityCheck(),
        ["model-graded-closedqa"] = new ClosedQuestionCheck(),
        ["answer-relevance"] = new AnswerRelevanceCheck(),
        ["context-recall"] = new ContextRecallCheck(),
        ["context-faithfulness"] = new ContextFaithfulnessCheck(),
        ["context-relevance"] = new ContextRelevanceCheck(),
        ["conversation-relevance"] = new ConversationRelevanceCheck(),
        ["similar"] = new SimilarCheck(Similarity.Cosine),
        ["similar:cosine"] = new SimilarCheck(Similarity.Cosine),
        ["similar:dot"] = new SimilarCheck(Similarity.Dot),
        ["similar:euclidean"] = new SimilarCheck(Similarity.Euclidean),
        ["classifier"] = new ClassifierCheck(),
        ["moderation"] = new ModerationCheck(),
        [SelectBest] = new ComparisonCheck(byScore: false),
        [MaxScore] = new ComparisonCheck(byScore: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> _notYet = new[]
    {
        "agent-rubric", "f-score", "guardrails", "human",
        "pi", "rouge-l", "rouge-s", "search-rubric", "skill-used", "trace-error-spans", "trace-span-count", "trace-span-duration",
        "trajectory:goal-success", "trajectory:tool-args-match",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static AssertionSupport SupportOf(string type)
    {
        string plain = Plain(type, out bool inverted);
        return (inverted ? _checks.ContainsKey(plain) && !IsComparison(plain) : plain == AssertSet || _checks.ContainsKey(plain)) ? AssertionSupport.Supported
            : _notYet.Contains(plain) || plain.StartsWith("promptfoo:redteam:", StringComparison.Ordinal) ? AssertionSupport.KnownButNotYet
            : AssertionSupport.Unknown;
    }

    /// <summary>Whether a type compares the outputs of one case, and so waits for all of them.</summary>
    public static bool IsComparison(string type) => type is SelectBest or MaxScore;

    /// <summary>Whether a type asks a provider about the output.</summary>
    public static bool AsksAJudge(string type) => Find(type, out _) is JudgedCheck or SimilarCheck or ModerationCheck;

    /// <summary>Every type without its inverse.</summary>
    public static IEnumerable<string> Names => _checks.Keys.Concat(_notYet).Append(AssertSet);

    static readonly Lazy<string[]> _names = new(() => [.. _checks.Keys.Concat(_notYet).SelectMany(name => IsComparison(name) ? [name] : new[] { name, Inverse + name }).Append(AssertSet).Order(StringComparer.Ordinal)]);

    /// <summary>The check of a supported type; null for <c>assert-set</c> and every other type.</summary>
    public static Check? Find(string type, out bool inverted) => _checks.GetValueOrDefault(Plain(type, out inverted));

    public static string UnknownMessage(string type) => Plain(type, out bool inverted) is var plain && inverted && (plain == AssertSet || IsComparison(plain))
        ? $"\"{type}\" is not a known assertion type: {plain} has no {Inverse}."
        : $"\"{Quote.Cut(type)}\" is not a known assertion type. {NearestName.Hint(type, _names.Value)}".TrimEnd();

    static string Plain(string type, out bool inverted)
    {
        inverted = type.StartsWith(Inverse, StringComparison.Ordinal);
        return inverted ? type[Inverse.Length..] : type;
    }
}
