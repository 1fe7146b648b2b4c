namespace Ptm;

/// <summary>What a library's file says about the templates of its prompts.</summary>
internal sealed record TemplateSettings
{
    public static TemplateSettings Default { get; } = new();

    /// <summary>An undefined variable is an error of its case; null where the file says nothing.</summary>
    public bool? StrictVariables { get; init; }

    /// <summary>Values of <c>env</c> that win over the process's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Filters written in JavaScript, by name.</summary>
    public IReadOnlyDictionary<string, FilterFile> Filters { get; init; } = new Dictionary<string, FilterFile>();
}

/// <summary>A file that holds a filter.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Location">Where the filter is named.</param>
internal sealed record FilterFile(string Path, SourceLocation Location);
