using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ptm.Build.Evaluator;
using Ptm.Build.Stamps;

namespace Ptm.Build;

/// <summary>
/// Evaluates prompt files and gates on the result. What falls short is a build error at its line of YAML.
/// The work is done by a process of its own; nothing of the engine is loaded into the build.
/// </summary>
public sealed class PtmEval : Task, ICancelableTask
{
    volatile bool _isCancelled;
    volatile Evaluation? _evaluation;

    /// <summary>The prompt files and promptfoo configs to evaluate, at least one.</summary>
    public ITaskItem[] Prompts { get; set; } = [];

    /// <summary>Lowest score of the run, 0 to 100; empty for none. Without it and <see cref="MinPassRate"/> every case has to pass.</summary>
    public string? MinScore { get; set; }

    /// <summary>Lowest pass rate of the run, 0 to 1; empty for none.</summary>
    public string? MinPassRate { get; set; }

    /// <summary>Highest cost of the run in USD, 0 or more; empty for no limit.</summary>
    public string? MaxCostUsd { get; set; }

    /// <summary>Longest latency that 95 % of the calls stay within, in milliseconds, 0 or more; empty for no limit.</summary>
    public string? MaxLatencyMs { get; set; }

    /// <summary>How many cases may end in an error, 0 or more; empty for 0.</summary>
    public string? MaxErrors { get; set; }

    /// <summary>How many cases may check nothing, 0 or more; empty for 0.</summary>
    public string? MaxUnchecked { get; set; }

    /// <summary>How often each case runs on each provider, 1 or more; empty for as often as the files say.</summary>
    public string? Samples { get; set; }

    /// <summary>How sure a verdict on score, pass rate or baseline has to be, above 0.5 and below 1; empty to compare figures as they are, and for 0.95 with a <see cref="Baseline"/>.</summary>
    public string? Confidence { get; set; }

    /// <summary>The file of an earlier run, which the metrics must not have fallen from; empty for none.</summary>
    public string? Baseline { get; set; }

    /// <summary>How far a metric may fall below the <see cref="Baseline"/>, 0 or more and less than 1; empty for 0.</summary>
    public string? MinEffect { get; set; }

    /// <summary>What happens when the run does not suffice to tell: <c>warn</c>, <c>fail</c> or <c>pass</c>; empty for warn.</summary>
    public string? OnInconclusive { get; set; }

    /// <summary>Providers to run on instead of each prompt's own.</summary>
    public string[] Providers { get; set; } = [];

    /// <summary>Recorded answers: <c>replay</c>, <c>auto</c>, <c>record</c> or <c>off</c>; empty for replay, which calls no model.</summary>
    public string? Cassettes { get; set; }

    /// <summary>Writes the run to these files, each in the format of its extension: .html, .json, .md, .csv, .sarif or .xml (JUnit); empty for none.</summary>
    public string[] ReportPath { get; set; } = [];

    /// <summary>Shows findings at their lines in a build service: <c>auto</c>, <c>github</c>, <c>azure</c> or <c>off</c>; empty for auto, which is where the service's variables are set.</summary>
    public string? Annotations { get; set; }

    /// <summary>Adds the run to the page that a build service makes of the step: <c>auto</c> or <c>off</c>; empty for auto.</summary>
    public string? StepSummary { get; set; }

    /// <summary>The built program whose <c>[PtmProvider]</c> methods are providers; empty for none.</summary>
    public string? ProviderAssembly { get; set; }

    /// <summary>Remembers a green run: while nothing changed that it rests on, nothing is evaluated. Empty to evaluate always.</summary>
    public string? StampFile { get; set; }

    /// <summary>Seconds after which the evaluation is ended with an error, 1 or more; empty for 600.</summary>
    public string? TimeoutSeconds { get; set; }

    /// <summary>Whether MSBuild's terminal logger shows the project as one that is tested, so that it takes each case and the summary.</summary>
    public bool TerminalLogger { get; set; }

    /// <summary>Project files in which a property that holds a key or token is an error, as it is on the command line; empty for none.</summary>
    public string[] ProjectFiles { get; set; } = [];

    /// <summary>Whether keys and tokens that are properties are looked for, and nothing is evaluated.</summary>
    public bool ChecksPropertiesAlone { get; set; }

    /// <summary><c>true</c> to make warnings errors, as for the compiler; empty for warnings.</summary>
    public string? TreatWarningsAsErrors { get; set; }

    /// <summary>Codes that stay warnings all the same, separated by semicolons; empty for none.</summary>
    public string? WarningsNotAsErrors { get; set; }

    /// <summary>Codes that are never errors, separated by semicolons; empty for none. MSBuild keeps their warnings to itself.</summary>
    public string? NoWarn { get; set; }

    /// <summary>Whether the gate is on, which is read by the gate's targets: a value other than <c>true</c>, <c>false</c> and nothing is an error here.</summary>
    public string? EvalEnabled { get; set; }

    /// <summary>A project's folder: the prompt files in it that the nearest <c>ptm.yaml</c> at or above it names are evaluated too. Empty for <see cref="Prompts"/> alone.</summary>
    public string? LibraryFolder { get; set; }

    /// <summary>Whether it is a message and no error that there is no prompt.</summary>
    public bool MayBeEmpty { get; set; }

    /// <summary>The package's folder, which the evaluator and the help pages are taken from; empty for the one that the task was loaded from.</summary>
    public string? PackageFolder { get; set; }

    /// <summary>The evaluator's <c>ptm.dll</c>; empty for the one in the package.</summary>
    public string? EvaluatorPath { get; set; }

    /// <summary>Score of the run, 0 to 100; empty when unknown.</summary>
    [Output]
    public string Score => RunFigures.Format(Figures.Score);

    /// <summary>Passed of passed, failed and error, 0 to 1; empty when unknown.</summary>
    [Output]
    public string PassRate => RunFigures.Format(Figures.PassRate);

    /// <summary>Cases that passed.</summary>
    [Output]
    public int Passed => Figures.Passed;

    /// <summary>Cases that failed.</summary>
    [Output]
    public int Failed => Figures.Failed;

    /// <summary>Cases that could not be decided.</summary>
    [Output]
    public int Errors => Figures.Errors;

    /// <summary>Cases that checked nothing.</summary>
    [Output]
    public int Unchecked => Figures.Unchecked;

    /// <summary>The <see cref="LibraryFolder"/> where a <c>ptm.yaml</c> holds for it.</summary>
    internal string? FollowedFolder { get; private set; }

    RunFigures Figures { get; set; } = new();

    /// <inheritdoc/>
    public override bool Execute()
    {
        BuildLog log = new(Log, Directory.GetCurrentDirectory(), new(TreatWarningsAsErrors, WarningsNotAsErrors, NoWarn), new(PackageFolder), new(BuildEngine, TerminalLogger));
        if (PropertySecrets.AreThere(ProjectFiles, BuildEngine, log) | !EvalArguments.IsSwitch(this, log))
        {
            return false;
        }

        if (ChecksPropertiesAlone)
        {
            return !Log.HasLoggedErrors;
        }

        FollowedFolder = !string.IsNullOrEmpty(LibraryFolder) && PromptFiles.AreNamedAbove(LibraryFolder!) ? LibraryFolder : null;
        PromptFiles files = new(ProjectFiles.FirstOrDefault(), MayBeEmpty, log, BuildEngine);
        if (Prompts.Length == 0 && FollowedFolder is null)
        {
            return files.SayNone(!string.IsNullOrEmpty(StampFile) && new StampFile(StampFile!).HasCases);
        }

        if (EvalArguments.Read(this, log) is not { } arguments)
        {
            return false;
        }

        try
        {
            EvaluatorProgram program = EvaluatorProgram.Find(EvaluatorPath, PackageFolder, typeof(PtmEval).Assembly.Location);
            Evaluation evaluation = new(program, arguments, log);
            _evaluation = evaluation;
            if (_isCancelled)
            {
                return false;
            }

            bool isGreen;
            if (string.IsNullOrEmpty(StampFile))
            {
                EvaluationResult? result = evaluation.Run();
                isGreen = result?.IsGreen == true && (!result.IsEmpty || files.SayNone(wereThere: false));
                Figures = result?.Figures ?? Figures;
            }
            else
            {
                Verdict? verdict = new GatedProject(StampFile!, program, arguments, files, log).Judge(evaluation, BuildEngine);
                isGreen = verdict?.IsGreen == true;
                Figures = verdict?.Figures ?? Figures;
            }

            return isGreen && !Log.HasLoggedErrors;
        }
        catch (EvaluatorException e)
        {
            log.Error(BuildLog.EvaluatorFailed, e.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        _isCancelled = true;
        _evaluation?.Cancel();
    }
}
