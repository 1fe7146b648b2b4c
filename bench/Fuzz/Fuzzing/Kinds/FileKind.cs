using System.Globalization;
using System.Text;
using Ptm.Engine;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>Files of a library, which is opened and planned.</summary>
internal abstract class FileKind : FuzzKind
{
    static readonly string s_root = Directory.CreateTempSubdirectory("ptm-fuzz-").FullName;
    static int s_folders;

    /// <param name="run">Whether the plan is run, too.</param>
    /// <param name="files">The library.</param>
    protected static async Task<string?> OpenAsync(bool run, params (string Name, string Content)[] files)
    {
        string folder = Path.Combine(s_root, Interlocked.Increment(ref s_folders).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        try
        {
            foreach ((string name, string content) in files)
            {
                string path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(content)).ConfigureAwait(false);
            }

            using PtmEngine engine = PtmEngine.Open(folder);
            EvalPlan plan = engine.Plan();
            return run ? ViolationOf(await engine.RunAsync(plan).ConfigureAwait(false)) : null;
        }
        catch (PtmException error)
        {
            return ViolationOf(error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string? ViolationOf(RunResult run) => run.Results.Select(ViolationOf).FirstOrDefault(violation => violation is not null);

    static string? ViolationOf(CaseResult result) => result switch
    {
        { Outcome: CaseOutcome.Error, Error: null } => "an error that says nothing",
        { Error: { Location: null } lost } => $"an error without a place: {lost.Code} {lost.Message}",
        { Assertions: var assertions } => assertions.Select(assertion => GradedKind.BrokenGuard(assertion.Reason)).FirstOrDefault(broken => broken is not null),
    };
}
