using System.Reflection;

namespace Ptm.Engine.Reporting.Html;

/// <summary>The page's parts, which lie beside this file so that they can be read and checked as what they are.</summary>
internal static class PageTemplate
{
    /// <summary>A run of the page's text, and the name of what is filled in after it; null after the last.</summary>
    public sealed record Part(string Text, string? Slot);

    public static string Style { get; } = Read("report.css");

    public static string Script { get; } = Read("report.js");

    public static IReadOnlyList<Part> Parts { get; } = [.. Split(Read("report.html"))];

    // Split once: what is filled in is never looked through for slots.
    static IEnumerable<Part> Split(string page)
    {
        const string Open = "{{";
        const string Close = "}}";
        int position = 0;
        while (page.IndexOf(Open, position, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = page.IndexOf(Close, open, StringComparison.Ordinal);
            yield return new(page[position..open], page[(open + Open.Length)..close]);
            position = close + Close.Length;
        }

        yield return new(page[position..], null);
    }

    static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Ptm.Engine.Reporting.Html.{name}")
            ?? throw new InvalidOperationException($"The resource '{name}' is missing.");
        using StreamReader reader = new(stream);
        // A browser hashes what it reads, in which every line ends in a line feed.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
