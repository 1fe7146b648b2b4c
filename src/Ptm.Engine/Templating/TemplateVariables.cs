namespace Ptm.Engine.Templating;

/// <summary>
/// Compares the variables of two templates, each a path such as <c>user.name</c>. What looks deeper into a variable still uses it,
/// and a variable is no new one where a member of it was used before.
/// </summary>
internal static class TemplateVariables
{
    /// <summary>What <paramref name="before"/> uses and <paramref name="after"/> does not.</summary>
    public static IEnumerable<string> Lost(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after) =>
        before.Where(name => !after.Any(other => IsWithin(other, name)));

    /// <summary>What <paramref name="after"/> uses and <paramref name="before"/> does not.</summary>
    public static IEnumerable<string> Invented(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after) =>
        after.Where(name => !before.Any(other => IsWithin(other, name)));

    /// <summary>Whether a path is another, or leads into it.</summary>
    public static bool IsWithin(string path, string owner) =>
        path.StartsWith(owner, StringComparison.Ordinal) && (path.Length == owner.Length || path[owner.Length] is '.' or '[');
}
