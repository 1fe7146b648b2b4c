using System;
using System.IO;

namespace Ptm.Build;

/// <summary>The pages on the codes, which the package carries: they open without a network and belong to the version that runs.</summary>
internal sealed class HelpPages(string? packageFolder)
{
    /// <summary>A link that terminals and IDEs open; null where there is no such page.</summary>
    public string? LinkTo(string? code)
    {
        if (string.IsNullOrEmpty(packageFolder) || string.IsNullOrEmpty(code))
        {
            return null;
        }

        string page = Path.GetFullPath(Path.Combine(packageFolder, "docs", "codes", code + ".md"));
        return File.Exists(page) ? new Uri(page).AbsoluteUri : null;
    }
}
