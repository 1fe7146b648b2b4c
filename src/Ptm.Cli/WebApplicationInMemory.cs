using System.Text.Json;

namespace Ptm.Cli;

/// <summary>
/// What ASP.NET Core's test host (<c>WebApplicationFactory</c>) looks for beside the program that runs, which is ptm here and not the program under test:
/// the list of dependencies, and where the application's content is.
/// </summary>
internal static class WebApplicationInMemory
{
    const string TestHost = "Microsoft.AspNetCore.Mvc.Testing.dll";
    const string Manifest = "MvcTestingAppManifest.json";
    const string BesideTheProgram = "~";

    static string? s_folder;

    /// <summary>Lets the test host find what belongs to a program. The base directory can be one program's only: the first that brings the test host.</summary>
    public static void StandInFor(string program)
    {
        string folder = Path.GetDirectoryName(program)!;
        if (!File.Exists(Path.Combine(folder, TestHost)))
        {
            return;
        }

        if ((s_folder ??= folder) == folder)
        {
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder + Path.DirectorySeparatorChar);
        }

        // The manifest names the projects that the program refers to; its own content is copied beside it.
        foreach ((string assembly, string content) in ContentRoots(Path.Combine(folder, Manifest)).Append(new(Path.GetFileNameWithoutExtension(program), BesideTheProgram)))
        {
            // As the test host itself asks for it.
            string variable = $"ASPNETCORE_TEST_CONTENTROOT_{assembly.Split(',')[0].ToUpperInvariant().Replace(".", "_", StringComparison.Ordinal)}";
            if (Environment.GetEnvironmentVariable(variable) is null or "")
            {
                Environment.SetEnvironmentVariable(variable, content == BesideTheProgram ? folder : content);
            }
        }
    }

    static Dictionary<string, string> ContentRoots(string manifest)
    {
        try
        {
            return File.Exists(manifest) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(manifest)) ?? [] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // The test host then says what it misses.
            return [];
        }
    }
}
