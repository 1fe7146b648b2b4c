using System.Text.Encodings.Web;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// What judges are asked: the texts in <c>Prompts</c>. A changed text is a new version with a new name, since old recordings and scores belong to the old one.
/// What is graded goes in as JSON strings in one pass, so that nothing in it can end its string or be taken for one of the places.
/// </summary>
internal static class JudgePrompt
{
    public const string Rubric = "rubric.v1";
    public const string Steps = "steps.v1";
    public const string GEval = "g-eval.v1";
    public const string Factuality = "factuality.v1";
    public const string ClosedQuestion = "closed-question.v1";
    public const string AnswerQuestions = "answer-questions.v1";
    public const string ContextRecall = "context-recall.v1";
    public const string ContextFaithfulness = "context-faithfulness.v1";
    public const string ContextRelevance = "context-relevance.v1";
    public const string ConversationRelevance = "conversation-relevance.v1";
    public const string SelectBest = "select-best.v1";

    static readonly PromptTexts s_texts = new("Ptm.Engine.Grading.Metrics.Prompts");

    /// <summary>The prompt of a name with its places filled.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="data">What stands in the places, each as JSON.</param>
    public static RenderedPrompt Of(string name, IReadOnlyDictionary<string, string> data) => s_texts.Of(name, data);

    /// <summary>A text as a JSON string: quotes, backslashes and controls are escaped, letters of all languages stay readable.</summary>
    public static string Quoted(string text) => string.Concat("\"", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), "\"");

    /// <summary>Texts as a JSON list.</summary>
    public static string Quoted(IEnumerable<string> texts) => string.Concat("[", string.Join(", ", texts.Select(Quoted)), "]");
}
