using System.Text;

namespace Ptm;

/// <summary>Names of folders and files that a server gives, and that may lie nowhere but in the skill's folder, on any system.</summary>
internal static class SkillPaths
{
    const int MostOfASlug = 64;
    const int MostOfAPath = 240;

    static readonly string[] s_devices = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"];

    public static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char character in name.Select(char.ToLowerInvariant))
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(character);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string text = slug.ToString();
        return (text.Length <= MostOfASlug ? text : text[..MostOfASlug]).Trim('-');
    }

    public static void CheckSlug(string slug)
    {
        if (slug.Length is 0 or > MostOfASlug
            || !char.IsAsciiLetterOrDigit(slug[0])
            || !slug.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
            || !IsSegment(slug))
        {
            throw Wrong($"'{CaseName.OneLine(slug)}' is no name of a skill's folder: letters, digits, '.', '_' and '-', at most {MostOfASlug}, the first a letter or digit. Give another name to install under.");
        }
    }

    public static void CheckFile(string path)
    {
        if (path.Length is 0 or > MostOfAPath
            || path.Any(character => char.IsControl(character) || character is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
            || !path.Split('/').All(IsSegment))
        {
            throw Wrong($"The skill has a file '{CaseName.OneLine(path)}', which would leave its folder or is no file's name everywhere. Nothing was installed.");
        }
    }

    public static PtmException Wrong(string message) => new(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, message));

    // An absolute path has an empty first segment. Windows drops a dot or space at the end, so two names could be one.
    static bool IsSegment(string segment) =>
        segment.Length > 0
        && segment[^1] is not ('.' or ' ')
        && !s_devices.Contains(segment.Split('.')[0].Trim(), StringComparer.OrdinalIgnoreCase);
}
