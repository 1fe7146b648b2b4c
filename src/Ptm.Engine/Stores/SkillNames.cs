using System.Text;

namespace Ptm.Engine.Stores;

/// <summary>Names of skills.</summary>
public static class SkillNames
{
    const int Longest = 200;

    /// <summary>A name with its team: as it is when it has a dot, else with the team before it.</summary>
    /// <exception cref="PtmException">It cannot be a name (422).</exception>
    public static string Qualify(string name, string? team)
    {
        ArgumentNullException.ThrowIfNull(name);
        string qualified = name.Contains('.', StringComparison.Ordinal) || string.IsNullOrEmpty(team) ? name : $"{team}.{name}";
        return qualified.Length is > 0 and <= Longest && qualified.Split('.').All(part => part.Length > 0) && !qualified.Any(char.IsControl) && !string.IsNullOrWhiteSpace(qualified)
            ? qualified
            : throw new PtmException(new Diagnostic(
                DiagnosticCodes.InvalidValue,
                DiagnosticSeverity.Error,
                $"'{CaseName.OneLine(qualified)}' is no name of a skill: it has 1 to {Longest} characters, and none of its parts between dots is empty."));
    }

    /// <summary>A name as folders and agents have it: small letters, digits and single hyphens.</summary>
    public static string Slug(string qualifiedName)
    {
        ArgumentNullException.ThrowIfNull(qualifiedName);
        StringBuilder slug = new(qualifiedName.Length);
        foreach (char letter in qualifiedName)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "skill" : trimmed;
    }

    /// <summary>The error of a name that another skill has.</summary>
    public static PtmException Taken(string qualifiedName) => new(new Diagnostic(
        DiagnosticCodes.Conflict,
        DiagnosticSeverity.Error,
        $"There is a skill '{CaseName.OneLine(qualifiedName)}' already. Update it, or publish under another name."));
}
