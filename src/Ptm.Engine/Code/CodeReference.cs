namespace Ptm.Engine.Code;

/// <summary>A file of code that somebody named, and which function of it is meant.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Function">The function; null for the one that its use calls by default.</param>
/// <param name="Location">Where the reference is written; null where no file says so.</param>
internal sealed record CodeReference(string Path, string? Function, SourceLocation? Location)
{
    public const string Prefix = "file://";

    /// <summary>The folder that relative paths start from, and in which the code runs.</summary>
    public string Folder { get; init; } = System.IO.Path.GetDirectoryName(Path) ?? Path;

    public CodeLanguage Language => LanguageOf(Path)!.Value;

    /// <summary>The file's name, with the function where one is named.</summary>
    public string Name => Function is null ? System.IO.Path.GetFileName(Path) : $"{System.IO.Path.GetFileName(Path)}:{Function}";

    /// <summary>Whether a text refers to a file of code.</summary>
    public static bool IsCode(string text) => TryParse(text, "/", null) is not null;

    /// <summary>The reference that a text such as <c>file://checks/x.js:fn</c> is; null when it names no file of code.</summary>
    /// <param name="text">The text as written, beginning with <c>file://</c>.</param>
    /// <param name="folder">The folder that a relative path starts from.</param>
    /// <param name="location">Where the text is written.</param>
    public static CodeReference? TryParse(string text, string folder, SourceLocation? location) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) ? OfPath(text[Prefix.Length..], folder, location) : null;

    /// <summary>The reference that a path such as <c>checks/x.js:fn</c> is; null when it names no file of code.</summary>
    public static CodeReference? OfPath(string text, string folder, SourceLocation? location)
    {
        (string path, string? function) = Split(text);
        if (path.Length == 0 || path.AsSpan().IndexOfAny('\0', '\n', '\r') >= 0 || LanguageOf(path) is null)
        {
            return null;
        }

        return new(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, path.Replace('\\', '/'))), function, location) { Folder = folder };
    }

    // The colon of C:\ is followed by a separator, so what follows it is no name.
    static (string Path, string? Function) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && LanguageOf(text[..colon]) is not null && text.AsSpan(colon + 1).IndexOfAny('/', '\\') < 0
            ? (text[..colon], colon == text.Length - 1 ? null : text[(colon + 1)..])
            : (text, null);
    }

    static CodeLanguage? LanguageOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".js" or ".cjs" or ".mjs" => CodeLanguage.JavaScript,
        ".ts" or ".cts" or ".mts" => CodeLanguage.TypeScript,
        ".py" => CodeLanguage.Python,
        ".rb" => CodeLanguage.Ruby,
        ".go" => CodeLanguage.Go,
        _ => null,
    };
}
