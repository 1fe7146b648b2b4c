using System.Text.Json;

namespace Ptm.Engine.Library.Sources;

/// <summary>Reads a file that a variable names, as promptfoo does: every file becomes a text.</summary>
internal static class VariableText
{
    const int MaxBytes = 32 * 1024 * 1024;

    /// <exception cref="PtmException">The file cannot be read, is no valid YAML, or is of a kind that cannot be a variable yet.</exception>
    public static JsonElement Read(string path)
    {
        string extension = FileReference.ExtensionOf(path);
        return JsonSerializer.SerializeToElement(extension switch
        {
            ".yaml" or ".yml" => DataValue.OfYaml(path, SourceText.Read(path)).GetRawText(),
            _ when ImageType(extension) is { } type => $"data:{type};base64,{Base64(path)}",
            ".mp3" or ".wav" or ".ogg" or ".flac" or ".aac" or ".m4a" or ".mp4" or ".webm" or ".mov" or ".avi" or ".mkv" => Base64(path),
            ".pdf" or ".xlsx" or ".xls" or ".docx" or ".pptx" or ".zip" => throw new PtmException(new Diagnostic(
                DiagnosticCodes.NotSupportedYet,
                DiagnosticSeverity.Error,
                $"The text of {path} cannot be taken out of it. Save it as a .txt or .md file and name that one.")),
            _ => SourceText.Read(path).Trim(),
        });
    }

    static string? ImageType(string extension) => extension switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".bmp" => "image/bmp",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    static string Base64(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxBytes
                ? Convert.ToBase64String(File.ReadAllBytes(path))
                : throw new PtmException(new Diagnostic(DiagnosticCodes.LimitExceeded, DiagnosticSeverity.Error, $"{path} has {length} bytes; at most {MaxBytes} are read."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"{path} cannot be read: {e.Message}"), e);
        }
    }
}
