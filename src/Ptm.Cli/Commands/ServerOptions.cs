using System.CommandLine;
using Ptm.Engine;

namespace Ptm.Cli.Commands;

/// <summary>Options of the commands that work on a server's database.</summary>
internal static class ServerOptions
{
    public static Option<string?> Library() => new("--config", "-c")
    {
        Description = "The library that the server imports and takes its providers from: a ptm.yaml, or a folder in or above which one lies. Default: the current folder, also without one.",
        HelpName = "FILE|DIR",
    };

    public static Option<string?> Database() => new("--database")
    {
        Description = "The server's database. Default: .ptm/ptm.db beside the ptm.yaml, or in the current folder.",
        HelpName = "FILE",
    };

    /// <summary>The database that was named, or the one beside the library.</summary>
    public static string DatabaseOf(string? database, string? library) =>
        database ?? Path.Combine(PtmEngine.FindRoot(library ?? Environment.CurrentDirectory), ".ptm", "ptm.db");
}
