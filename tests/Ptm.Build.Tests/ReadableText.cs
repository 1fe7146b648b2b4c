using System.Text.RegularExpressions;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

/// <summary>A build's console text without what differs from machine to machine.</summary>
internal static partial class ReadableText
{
    public static string Of(BuildOutput output, TempFolder folder) =>
        Varying().Replace(output.Text.Replace(folder.Path, "{folder}", StringComparison.Ordinal).Replace($"Ptm {GatedProject.Version}:", "Ptm {version}:", StringComparison.Ordinal), "").Trim();

    [GeneratedRegex(@"^\s*(Determining projects|Restored|All projects|BinaryLogger|Time Elapsed).*\n?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
