namespace Ptm.Engine.Library.Reading;

/// <summary>Names a file by its absolute path where a config names it by a relative one.</summary>
internal static class CodePath
{
    const string Scheme = "file://";

    /// <summary>The text itself, unless it is <c>file://</c> with a relative path; a function that is named behind a colon stays.</summary>
    /// <param name="text">Inline code, or <c>file://path</c> or <c>file://path:function</c>.</param>
    /// <param name="folder">The folder that a relative path starts from.</param>
    public static string Absolute(string text, string folder)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return text;
        }

        string path = text[Scheme.Length..].Replace('\\', '/');
        return Scheme + (Path.IsPathRooted(path) ? path : Path.GetFullPath(Path.Combine(folder, path)));
    }
}
