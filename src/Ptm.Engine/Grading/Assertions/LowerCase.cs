namespace Ptm.Engine.Grading.Assertions;

/// <summary>Case-blind comparison as JavaScript's <c>toLowerCase</c> does it.</summary>
internal static class LowerCase
{
    public static bool Contains(string text, string part, bool ignoreCase) => ignoreCase
        ? text.Contains(part, StringComparison.OrdinalIgnoreCase) || Of(text).Contains(Of(part), StringComparison.Ordinal)
        : text.Contains(part, StringComparison.Ordinal);

#pragma warning disable CA1308 // JavaScript folds to lower case, and İ is the letter it turns into two.
    public static string Of(string text) => text.Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
#pragma warning restore CA1308
}
