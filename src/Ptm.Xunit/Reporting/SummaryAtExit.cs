using System.Reflection;
using System.Text;

namespace Ptm.Xunit.Reporting;

/// <summary>The summary where it is read after the process has ended: GitHub's page of a step, and a file from which the VSTest logger takes it.</summary>
internal static class SummaryAtExit
{
    const string StepSummary = "GITHUB_STEP_SUMMARY";

    /// <summary>Set by the VSTest logger: the folder for the summaries of test programs.</summary>
    public const string LoggerFolder = "PTM_TEST_SUMMARIES";

    static int s_armed;

    /// <summary>The test program's name.</summary>
    public static string Program => Assembly.GetEntryAssembly()?.GetName().Name ?? "tests";

    /// <summary>Has the summary written when the process ends. Later calls do nothing.</summary>
    public static void Arm()
    {
        if (Interlocked.Exchange(ref s_armed, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Write();
        }
    }

    static void Write()
    {
        if (RunCollector.Current.Figures() is not { } figures)
        {
            return;
        }

        try
        {
            if (Environment.GetEnvironmentVariable(StepSummary) is { Length: > 0 } page)
            {
                File.AppendAllText(page, SummaryText.Markdown(figures, Program));
            }

            if (Environment.GetEnvironmentVariable(LoggerFolder) is { Length: > 0 } folder && Directory.Exists(folder))
            {
                File.WriteAllText(Path.Combine(folder, $"{Environment.ProcessId}.txt"), SummaryText.Plain(figures), new UTF8Encoding(false));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Ptm: the summary could not be written: {e.Message}");
        }
    }
}
