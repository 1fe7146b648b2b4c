using System.Text;
using System.Text.Json;

namespace Ptm;

/// <summary>Skills as files for Claude Code.</summary>
public static class ClaudeCodeSkills
{
    const int MostFiles = 1_000;
    const int MostBytes = 50 * 1024 * 1024;
    const string PromptFile = "SKILL.md";
    const string ManifestFile = "manifest.json";

    /// <summary>
    /// Writes a skill to <c>~/.claude/skills/SLUG/</c>: <c>SKILL.md</c>, <c>manifest.json</c> and its files. The folder is there whole or as it was before.
    /// </summary>
    /// <param name="skills">The skills.</param>
    /// <param name="skill">The skill's id or qualified name.</param>
    /// <param name="installName">The folder's name: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, at most 64; null for the skill's own name.</param>
    /// <param name="homeFolder">The user's folder; null for the profile of whoever runs the program.</param>
    /// <param name="cancellationToken">Ends the call; nothing is left behind.</param>
    /// <returns>The folder's path.</returns>
    /// <exception cref="PtmException">There is no such skill (404); or a name or a path in it leaves the folder, it is too large, or the folder is somebody else's (422).</exception>
    public static async Task<string> InstallForClaudeCodeAsync(this IPtmSkills skills, string skill, string? installName = null, string? homeFolder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        string name = installName ?? SkillPaths.Slug((await skills.GetAsync(skill, cancellationToken).ConfigureAwait(false)).Name);
        SkillPaths.CheckSlug(name);
        SkillContents contents = await skills.GetContentsAsync(skill, cancellationToken).ConfigureAwait(false);
        List<(string Path, string Text)> files = Files(contents);

        string home = homeFolder ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (string.IsNullOrEmpty(home))
        {
            throw SkillPaths.Wrong("The user has no home folder to install a skill in. Name one.");
        }

        string root = Path.Combine(Path.GetFullPath(home), ".claude", "skills");
        string target = Path.Combine(root, name);
        string part = Path.Combine(root, $".{name}.{Guid.NewGuid():n}.part");
        try
        {
            Directory.CreateDirectory(root);
            CheckTarget(target);
            Directory.CreateDirectory(part);
            foreach ((string path, string text) in files)
            {
                string file = Path.GetFullPath(Path.Combine(part, path.Replace('/', Path.DirectorySeparatorChar)));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            Replace(target, part);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The skill cannot be written to {target}: {e.Message}", new(target)), e);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    static List<(string Path, string Text)> Files(SkillContents contents)
    {
        List<(string Path, string Text)> files = [(PromptFile, contents.PromptMd)];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { PromptFile };
        long bytes = Encoding.UTF8.GetByteCount(contents.PromptMd);
        foreach ((string path, string text) in contents.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            SkillPaths.CheckFile(path);
            bytes += Encoding.UTF8.GetByteCount(text);
            if (!taken.Add(path))
            {
                throw SkillPaths.Wrong($"The skill has two files of the name '{CaseName.OneLine(path)}'.");
            }

            if (files.Count >= MostFiles || bytes > MostBytes)
            {
                throw SkillPaths.Wrong($"The skill has more than {MostFiles} files or 50 MB.");
            }

            files.Add((path, text));
        }

        if (contents.Manifest.EnumerateObject().Any() && taken.Add(ManifestFile))
        {
            files.Add((ManifestFile, Readable(contents.Manifest)));
        }

        return files;
    }

    static string Readable(JsonElement manifest)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new() { Indented = true, NewLine = "\n" }))
        {
            manifest.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    static void CheckTarget(string target)
    {
        // A dangling link does not exist and is one all the same.
        if (new DirectoryInfo(target).LinkTarget is not null || File.Exists(target))
        {
            throw SkillPaths.Wrong($"{target} is a link or a file, and a skill is a folder. Remove it, or give another name.");
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !File.Exists(Path.Combine(target, PromptFile)))
        {
            throw SkillPaths.Wrong($"{target} has no {PromptFile}, so it is no skill and is not replaced. Remove it, or give another name.");
        }
    }

    static void Replace(string target, string part)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(part, target);
            return;
        }

        string old = Path.ChangeExtension(part, ".old");
        Directory.Move(target, old);
        try
        {
            Directory.Move(part, target);
        }
        catch (IOException)
        {
            Directory.Move(old, target);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
