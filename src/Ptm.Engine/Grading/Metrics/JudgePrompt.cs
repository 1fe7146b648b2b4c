using System.Collections.Concurrent;
using System.Text;
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

    static readonly ConcurrentDictionary<string, string[]> s_parts = new(StringComparer.Ordinal);

    /// <summary>The prompt of a name with its places filled.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="data">What stands in the places, each as JSON.</param>
    public static RenderedPrompt Of(string name, IReadOnlyDictionary<string, string> data)
    {
        string[] parts = s_parts.GetOrAdd(name, static name => Read(name).Split("<<"));
        StringBuilder text = new(parts[0]);
        foreach (string part in parts.AsSpan(1))
        {
            int end = part.IndexOf(">>", StringComparison.Ordinal);
            text.Append(data[part[..end]]).Append(part, end + 2, part.Length - end - 2);
        }

        return new() { Text = text.ToString() };
    }

    /// <summary>A text as a JSON string: quotes, backslashes and controls are escaped, letters of all languages stay readable.</summary>
    public static string Quoted(string text) => string.Concat("\"", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), "\"");

    /// <summary>Texts as a JSON list.</summary>
    public static string Quoted(IEnumerable<string> texts) => string.Concat("[", string.Join(", ", texts.Select(Quoted)), "]");

    static string Read(string name)
    {
        using Stream stream = typeof(JudgePrompt).Assembly.GetManifestResourceStream($"Ptm.Engine.Grading.Metrics.Prompts.{name}.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
