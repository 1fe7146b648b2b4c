using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Grading;

/// <summary>Finds what an assertion wants to have read from a file. Compared as the text that it is, it would check something else.</summary>
internal static class AssertionFile
{
    public const string Prefix = "file://";

    /// <summary>The first reference to a file in value or transform; null for none.</summary>
    public static string? Of(Assertion assertion) => Of(assertion.Value) ?? Of(assertion.Transform);

    static string? Of(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => Of(text.GetString()),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => Of(item)).FirstOrDefault(file => file is not null),
        _ => null,
    };

    /// <summary>Whether a value is a reference to a file of code, which is run once there is an output.</summary>
    public static bool IsCode(JsonElement value) => value.ValueKind == JsonValueKind.String && CodeReference.IsCode(value.GetString()!);

    static string? Of(string? text) => text?.StartsWith(Prefix, StringComparison.Ordinal) == true && !CodeReference.IsCode(text) ? text : null;
}
