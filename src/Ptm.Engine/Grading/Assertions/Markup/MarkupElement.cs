namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>An element of a document, as far as a path asks for it.</summary>
internal sealed class MarkupElement(string name)
{
    public string Name => name;

    public List<string> Attributes { get; } = [];

    public List<MarkupElement> Children { get; } = [];

    /// <summary>True when there is text that is not white space directly in it.</summary>
    public bool HasText { get; set; }
}
