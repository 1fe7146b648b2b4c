using Ptm.Engine.Code;

namespace Ptm.Engine.Library.Sources.Prompts;

/// <summary>Tells whether a prompt as written is a text, a file, a function of a file or a program.</summary>
internal static class PromptSource
{
    public const string ProgramScheme = "exec:";

    static readonly string[] s_files = [".txt", ".md", ".json", ".jsonl", ".yaml", ".yml", ".j2", ".csv", ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".py"];
    static readonly string[] s_scripts = [".sh", ".bash", ".zsh", ".ksh", ".fish", ".rb", ".pl", ".php", ".bat", ".cmd", ".ps1", ".exe"];

    /// <summary>Whether a text means a file, by <c>file://</c> or by being a path of a kind that holds prompts.</summary>
    public static bool IsFile(string text) =>
        FileReference.Is(text) || (IsPath(text) && s_files.Contains(Path.GetExtension(Split(text, "/").Path)));

    /// <summary>The program that a text means, as <c>exec:</c> with its command line; null where it means none.</summary>
    public static string? Program(string text, string folder)
    {
        if (text.StartsWith(ProgramScheme, StringComparison.Ordinal))
        {
            return ProgramScheme + text[ProgramScheme.Length..].Trim();
        }

        string path = FileReference.Is(text) ? text[FileReference.Scheme.Length..] : text;
        return (FileReference.Is(text) || IsPath(text)) && s_scripts.Contains(Path.GetExtension(path))
            ? $"{ProgramScheme}\"{FileReference.Parse(text, folder).NativePattern}\""
            : null;
    }

    /// <summary>Parts a path from the function that is named behind a colon.</summary>
    public static (string Path, string? Function) Split(string text, string folder) =>
        CodeReference.OfPath(FileReference.Is(text) ? text[FileReference.Scheme.Length..] : text, folder, null) is { } code ? (code.Path, code.Function) : (text, null);

    static bool IsPath(string text) => text.AsSpan().IndexOfAny(" \n\r\t") < 0 && !text.Contains("{{", StringComparison.Ordinal);
}
