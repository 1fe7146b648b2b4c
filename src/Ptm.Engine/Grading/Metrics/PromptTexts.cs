using System.Collections.Concurrent;
using System.Text;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Texts for models that come with the program, each with places such as <c>&lt;&lt;output&gt;&gt;</c>, which are all filled in one pass.</summary>
/// <param name="folder">The resources' folder.</param>
internal sealed class PromptTexts(string folder)
{
    readonly ConcurrentDictionary<string, string[]> _parts = new(StringComparer.Ordinal);

    /// <summary>The prompt of a name with its places filled.</summary>
    /// <param name="name">The text's name with its version, such as <c>rubric.v1</c>.</param>
    /// <param name="data">What stands in the places, each as JSON.</param>
    public RenderedPrompt Of(string name, IReadOnlyDictionary<string, string> data)
    {
        string[] parts = _parts.GetOrAdd(name, name => Read(name).Split("<<"));
        StringBuilder text = new(parts[0]);
        foreach (string part in parts.AsSpan(1))
        {
            int end = part.IndexOf(">>", StringComparison.Ordinal);
            text.Append(data[part[..end]]).Append(part, end + 2, part.Length - end - 2);
        }

        return new() { Text = text.ToString() };
    }

    string Read(string name)
    {
        using Stream stream = typeof(PromptTexts).Assembly.GetManifestResourceStream($"{folder}.{name}.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
