namespace Ptm.Browser.Tests;

/// <summary>The Chromium of this machine. None is downloaded.</summary>
internal static class Chromium
{
    static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // No part of the browser's own traffic: what is left are the page's requests.
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    /// <summary>Path of the program; null where there is none.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .SelectMany(folder => s_names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips a test where there is no browser; where a build server promises one, fails it.</summary>
    public static string Require()
    {
        const string Missing = "No Chromium is on the PATH, so no page can be opened. Install it: apt-get install chromium";
        if (Path is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(Missing);
        }

        return Path ?? throw new FileNotFoundException(Missing);
    }
}
