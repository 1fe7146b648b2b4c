using System.Text.Json;

namespace Ptm.Wire;

/// <summary>Errors of reading JSON in words for whoever wrote it: the path in the document, and what is expected there.</summary>
internal static class WireFault
{
    const string Conversion = "could not be converted to ";
    const string Unmapped = "could not be mapped to any .NET member";
    const string Missing = "including: ";

    /// <summary>An error at a place of the document.</summary>
    public static JsonException At(string path, string message) => new($"{path}: {message}", path, null, null);

    /// <summary>The same error with its path in the message and no name of a type of ours.</summary>
    public static JsonException From(JsonException e)
    {
        string path = e.Path ?? "$";
        if (e.Message.StartsWith(path + ": ", StringComparison.Ordinal))
        {
            return e;
        }

        string message = WithoutPlace(e.Message);
        if (message.EndsWith(NullItems.Says, StringComparison.Ordinal))
        {
            return new($"{path}.{message}", path, e.LineNumber, e.BytePositionInLine, e);
        }

        int at = message.IndexOf(Conversion, StringComparison.Ordinal);
        int missing = message.IndexOf(Missing, StringComparison.Ordinal);
        string text = at >= 0 ? $"this has the wrong shape; {Expected(Cause(e) ?? message[(at + Conversion.Length)..])} is expected."
            : missing >= 0 ? $"{message[(missing + Missing.Length)..].TrimEnd('.')} is missing."
            : message.Contains(Unmapped, StringComparison.Ordinal) ? $"there is no field {message.Split('\'') switch { [_, var name, ..] => $"'{CaseName.OneLine(name)}'", _ => "of that name" }} here."
            : message;
        return new($"{path}: {text}", path, e.LineNumber, e.BytePositionInLine, e);
    }

    // Of a field that a constructor takes, only the reader knows what it was to be: "Cannot get the value of a token type 'String' as a number."
    static string? Cause(JsonException e) => e.InnerException?.Message is { } cause && cause.IndexOf("' as a ", StringComparison.Ordinal) is >= 0 and int at ? cause[at..]
        : e.InnerException is FormatException ? e.InnerException.Message
        : null;

    static string Expected(string type) => type switch
    {
        _ when type.Contains("string", StringComparison.Ordinal) => "a text",
        _ when type.Contains("boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("String", StringComparison.Ordinal) && !type.Contains("List", StringComparison.Ordinal) && !type.Contains("Dictionary", StringComparison.Ordinal) => "a text",
        _ when type.Contains("List", StringComparison.Ordinal) => "a list",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => "a time as ISO 8601 writes it",
        _ when type.Contains("Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("number", StringComparison.Ordinal) || type.Contains("Double", StringComparison.Ordinal) || type.Contains("Decimal", StringComparison.Ordinal) => "a number",
        _ => "an object",
    };

    static string WithoutPlace(string message)
    {
        int at = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }
}
