using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ptm.Build.Stamps.Inputs;

/// <summary>The list of files that match <c>folder/*.txt</c> or, in the folders below too, <c>folder/**/*.txt</c>.</summary>
internal sealed class PatternState : InputState
{
    public const string Kind = "pattern";

    const string AnyFolder = "**";

    readonly string _pattern;
    readonly string _digest;

    PatternState(string pattern, string digest)
    {
        _pattern = pattern;
        _digest = digest;
    }

    public override string Name => _pattern;

    public static bool Is(string path) => Path.GetFileName(path).StartsWith("*", StringComparison.Ordinal);

    public static PatternState Of(string pattern)
    {
        string folder = Path.GetDirectoryName(pattern)!;
        bool isDeep = Path.GetFileName(folder) == AnyFolder;
        IEnumerable<string> matches = Matches(isDeep ? Path.GetDirectoryName(folder)! : folder, Path.GetFileName(pattern), isDeep);
        return new(pattern, Digest.Of(string.Join("\n", matches.OrderBy(match => match, StringComparer.Ordinal))));
    }

    public static PatternState? FromParts(string[] parts) => parts.Length >= 3 ? new(Rest(parts, 2), parts[1]) : null;

    public override InputState? Refresh() => OfPath(_pattern) is PatternState now && now._digest == _digest ? this : null;

    protected override string[] Parts() => [Kind, _digest, _pattern];

    // As the evaluator looks: not into folders that begin with a dot, and not behind links, which may lead back up.
    static IEnumerable<string> Matches(string folder, string name, bool isDeep)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        IEnumerable<string> here = Directory.EnumerateFiles(folder, name);
        return isDeep
            ? here.Concat(new DirectoryInfo(folder).EnumerateDirectories().Where(IsWalked).SelectMany(below => Matches(below.FullName, name, isDeep)))
            : here;
    }

    static bool IsWalked(DirectoryInfo folder) => !folder.Name.StartsWith(".", StringComparison.Ordinal) && !folder.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
