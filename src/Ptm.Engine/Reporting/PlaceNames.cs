namespace Ptm.Engine.Reporting;

/// <summary>Places as a report shows them: <c>prompts/refund.yaml:17</c>, on one line.</summary>
internal sealed class PlaceNames
{
    const int MaxLength = 300;

    readonly string? _folder;

    PlaceNames(string? folder) => _folder = folder;

    /// <summary>The folder that places are relative to; null for none.</summary>
    public string? Folder => _folder;

    public static PlaceNames Of(RunResult run, string? folder) =>
        new(folder ?? SharedFolder(run.Results.Select(result => result.Location?.File).OfType<string>().Distinct(StringComparer.Ordinal)));

    /// <summary>Places relative to a folder where they lie in it.</summary>
    public static PlaceNames In(string folder) => new(folder);

    /// <summary>The place of <paramref name="location"/>; null for none.</summary>
    // What a run file of another machine calls absolute may be none here, and is shown as it stands.
    public string? Of(SourceLocation? location) => location is null
        ? null
        : CaseName.OneLine(Path.IsPathFullyQualified(location.File) ? CaseReport.Place(location, _folder) : CaseReport.Place(location), MaxLength);

    static string? SharedFolder(IEnumerable<string> files)
    {
        string? shared = null;
        foreach (string file in files.Where(file => Path.IsPathFullyQualified(file)))
        {
            string? folder = Path.GetDirectoryName(file);
            shared ??= folder;
            while (shared is not null && !IsWithin(folder, shared))
            {
                shared = Path.GetDirectoryName(shared);
            }
        }

        return shared;
    }

    static bool IsWithin(string? folder, string outer) =>
        folder is not null && (folder == outer || folder.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}
