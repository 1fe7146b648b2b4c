using System.Text;
using Ptm.Engine;
using Ptm.Engine.Reporting;
using Ptm.Engine.Reporting.Markdown;
using Ptm.Engine.Reporting.Sarif;
using Ptm.Engine.Running;

namespace Ptm.Cli.BuildServices;

/// <summary>The run as Markdown on the page that a build service makes of a step: GitHub's step summary, an upload of Azure DevOps.</summary>
internal sealed class StepSummary : IResultSink
{
    const string GitHubFile = "GITHUB_STEP_SUMMARY";
    const string AzureFolder = "AGENT_TEMPDIRECTORY";

    // GitHub drops the summary of a step that is larger.
    const int LargestOfStep = 1024 * 1024;

    readonly BuildService _service;
    readonly string _place;
    readonly string _folder;
    readonly MarkdownSelection _selection = new();
    readonly KeptResults _kept = new();

    StepSummary(BuildService service, string place, string folder) => (_service, _place, _folder) = (service, place, folder);

    /// <summary>The summary of the service that the variables are of; null for none.</summary>
    /// <param name="variable">The environment.</param>
    /// <param name="folder">Folder that places are shown relative to.</param>
    public static StepSummary? For(Func<string, string?> variable, string folder)
    {
        if (variable(GitHubFile) is { Length: > 0 } file)
        {
            return new(BuildService.GitHub, file, folder);
        }

        return CurrentService.Of(variable) == BuildService.Azure && variable(AzureFolder) is { Length: > 0 } temporary ? new(BuildService.Azure, temporary, folder) : null;
    }

    public void Begin(RunResult run) => _kept.Begin(run);

    public void Add(CaseResult result)
    {
        if (_selection.Shows(result))
        {
            _kept.Add(result);
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="run">The run as it ended.</param>
    /// <param name="command">Told the command that hands it in, where one does.</param>
    /// <returns>A warning where it could not be written.</returns>
    public Diagnostic? Write(RunResult run, Action<string> command)
    {
        string text = $"{MarkdownText.Code(Name())}\n\n{RunReport.Write(run with { Results = _kept.Results }, ReportFormat.Markdown, _folder)}\n";
        string path = _service == BuildService.GitHub ? _place : Path.Combine(_place, $"ptm-{Guid.NewGuid():n}.md");
        try
        {
            if (_service == BuildService.GitHub && File.Exists(path) && new FileInfo(path).Length + Encoding.UTF8.GetByteCount(text) > LargestOfStep)
            {
                throw new IOException("with what is there it would be larger than the 1 MB that GitHub shows.");
            }

            File.AppendAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Warning, $"The summary of the step was not written: {e.Message}", new(path));
        }

        if (_service == BuildService.Azure)
        {
            command($"##vso[task.uploadsummary]{path}");
        }

        return null;
    }

    // Steps of a solution have the runs of several projects.
    string Name()
    {
        string root = SourceRoot.Above(_folder);
        return ArtifactUri.PathBelow(root, _folder) is { Length: > 0 } below and not "." ? below : Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
    }
}
