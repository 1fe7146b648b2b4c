using System.Text;
using System.Text.Encodings.Web;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>
/// What the judge is asked: the text in <c>JudgePrompt.v1.txt</c>. A changed text is a new version, since old recordings and scores belong to the old one.
/// What is graded goes in as JSON strings in one pass, so that nothing in it can end its string or be taken for one of the places.
/// </summary>
internal static class JudgePrompt
{
    const string Resource = "Ptm.Engine.Grading.Metrics.JudgePrompt.v1.txt";

    static readonly Lazy<string[]> s_parts = new(() => Read().Split("<<"));

    public static RenderedPrompt Of(MetricDefinition metric, RenderedPrompt input, string output)
    {
        StringBuilder text = new(s_parts.Value[0]);
        foreach (string part in s_parts.Value.AsSpan(1))
        {
            int end = part.IndexOf(">>", StringComparison.Ordinal);
            text.Append('"').Append(Escaped(part[..end] switch
            {
                "metric" => metric.Name,
                "criteria" => metric.Criteria,
                "input" => input.Text,
                _ => output,
            })).Append('"').Append(part, end + 2, part.Length - end - 2);
        }

        return new() { Text = text.ToString() };
    }

    // Quotes, backslashes and controls are escaped; letters of all languages stay readable.
    static string Escaped(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    static string Read()
    {
        using Stream stream = typeof(JudgePrompt).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
