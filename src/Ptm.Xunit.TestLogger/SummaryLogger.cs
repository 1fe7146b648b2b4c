using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;

namespace Ptm.Xunit.TestLogger;

/// <summary>Prints the summaries that test programs leave behind, at the end of a run by VSTest.</summary>
[FriendlyName("ptm")]
[ExtensionUri("logger://ptm")]
public sealed class SummaryLogger : ITestLogger
{
    // The programs inherit it, and so do those that they start.
    const string FolderVariable = "PTM_TEST_SUMMARIES";

    /// <summary>Makes the folder for the summaries, before any test program starts.</summary>
    /// <param name="events">Tells when the run has ended.</param>
    /// <param name="testRunDirectory">Where VSTest keeps results; not used.</param>
    public void Initialize(TestLoggerEvents events, string testRunDirectory)
    {
        if (events is null)
        {
            throw new ArgumentNullException(nameof(events));
        }

        string folder = Path.Combine(Path.GetTempPath(), "ptm-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        Environment.SetEnvironmentVariable(FolderVariable, folder);
        events.TestRunComplete += (_, _) => Print(folder);
    }

    static void Print(string folder)
    {
        try
        {
            foreach (string file in Directory.GetFiles(folder, "*.txt").OrderBy(name => name, StringComparer.Ordinal))
            {
                Console.Out.WriteLine();
                Console.Out.WriteLine(File.ReadAllText(file));
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("Ptm: the summary could not be read: " + e.Message);
        }
    }
}
