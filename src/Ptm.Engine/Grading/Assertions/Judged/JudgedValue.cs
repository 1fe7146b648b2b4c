using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Judged;

/// <summary>The value of a check that a judge makes: what it judges by, in words.</summary>
internal static class JudgedValue
{
    /// <summary>What is wrong with a value that has to be a text; null when nothing is.</summary>
    public static string? FlawOfText(JsonElement? value, bool hasValue, string what) =>
        !hasValue ? $"needs a value: {what}"
        : value is null ? null
        : value is { ValueKind: JsonValueKind.String } text ? string.IsNullOrWhiteSpace(text.GetString()) ? $"needs {what}, and its value is empty" : null
        : $"needs a text as its value: {what}";

    public static string? FlawOfNone(bool hasValue) => hasValue ? "takes no value" : null;
}
