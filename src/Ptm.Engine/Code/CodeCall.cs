using System.Text.Json;

namespace Ptm.Engine.Code;

/// <summary>One call of code, with what it is given.</summary>
internal sealed record CodeCall
{
    /// <summary>The file; null for code that stands in a config.</summary>
    public CodeReference? File { get; init; }

    /// <summary>The body of a function, for code that stands in a config; null for a file.</summary>
    public InlineCode? Inline { get; init; }

    /// <summary>The function that is meant where the reference names none; the first that exists.</summary>
    public IReadOnlyList<string> DefaultFunctions { get; init; } = [];

    public required IReadOnlyList<JsonElement> Arguments { get; init; }

    /// <summary>For a provider that is a class: what its constructor is given.</summary>
    public JsonElement? ProviderOptions { get; init; }

    /// <summary>Whether JavaScript finds the id of the second argument's <c>provider</c> behind a function, as checks of promptfoo do.</summary>
    public bool HasProviderObject { get; init; }

    /// <summary>Whether a JavaScript file that exports one function means it by any name.</summary>
    public bool TakesAnyName { get; init; }

    /// <summary>Whether what the file keeps in variables is there for the next such call, wherever an interpreter can do that.</summary>
    public bool KeepsState { get; init; }

    /// <summary>Whether the file is run anew, so that this call sees nothing of an earlier one's variables.</summary>
    public bool Fresh { get; init; }

    /// <summary>Variables of the environment besides the process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = s_none;

    /// <summary>The interpreter to take in place of the one that is found; null for that one.</summary>
    public string? Executable { get; init; }

    /// <summary>How long the call may take; null for the runner's own limit.</summary>
    public TimeSpan? Time { get; init; }

    static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);
}

/// <summary>Code that stands in a config.</summary>
/// <param name="Language">What it is written in.</param>
/// <param name="Body">A function's body, with its <c>return</c>.</param>
/// <param name="Parameters">The names of what it is given.</param>
/// <param name="Folder">The folder in which it runs.</param>
/// <param name="Location">Where it is written.</param>
internal sealed record InlineCode(CodeLanguage Language, string Body, IReadOnlyList<string> Parameters, string Folder, SourceLocation? Location);
