using System.Text.Json;
using Ptm.Engine.Library;

namespace Ptm.Engine.Tests.Library;

/// <summary>A promptfoo config that was run here, its results found as promptfoo counts them: by row, and by column over providers and then prompts.</summary>
internal sealed class ConfigRun
{
    readonly Dictionary<(int Test, int Prompt), CaseResult> _results = [];

    public IReadOnlyDictionary<(int Test, int Prompt), CaseResult> Results => _results;

    /// <summary>Results of which promptfoo tells the output that was made of the answer, and not the answer.</summary>
    public HashSet<(int Test, int Prompt)> Transformed { get; } = [];

    /// <summary>The codes of what made the config unreadable; null when it ran.</summary>
    public string? Refusal { get; private set; }

    public RunResult? Run { get; private set; }

    public static async Task<ConfigRun> OfAsync(string config, CancellationToken cancellationToken)
    {
        ConfigRun found = new();
        try
        {
            PromptSuite suite = PromptLibrary.Open(config).Suites[0];
            List<(string Provider, PromptDefinition Prompt)> columns = Columns(suite);
            HashSet<string> echoes = [.. suite.Providers.Where(provider => provider.Type == "echo").Select(provider => provider.Name)];
            using PtmEngine engine = PtmEngine.Open(config);
            EvalPlan plan = engine.Plan();
            found.Run = await engine.RunAsync(plan, null, cancellationToken);
            int[] rows = [.. plan.Cases.Select(planned => (planned.Case.Index, planned.Sample)).Distinct().Select(row => row.Index)];
            bool repeats = plan.Cases.Any(planned => planned.Sample > 0);
            List<(int, int)> order = [.. plan.Cases.Select(planned => (planned.Case.Index, planned.Sample)).Distinct()];
            foreach ((PlannedCase planned, CaseResult result) in plan.Cases.Zip(found.Run.Results))
            {
                int column = columns.FindIndex(column => column.Provider == planned.Provider && column.Prompt.Id == planned.Prompt.Id);
                int row = repeats ? order.IndexOf((planned.Case.Index, planned.Sample)) : planned.Case.Index;
                found._results.Add((row, column), result);
                bool transforms = (planned.Case.Transform ?? suite.Providers.First(provider => provider.Name == planned.Provider).Transform) is not null;
                if (planned.Case.Setup.Given is not null || (transforms && !echoes.Contains(planned.Case.Setup.Provider ?? planned.Provider)))
                {
                    found.Transformed.Add((row, column));
                }
            }
        }
        catch (PtmException e)
        {
            found.Refusal = string.Join(" ", e.Diagnostics.Select(finding => finding.ToString()));
        }

        return found;
    }

    static List<(string Provider, PromptDefinition Prompt)> Columns(PromptSuite suite) =>
    [
        .. from provider in suite.Providers
           from prompt in suite.Prompts
           where prompt.ProviderProfiles.Contains(provider.Name)
           select (provider.Name, prompt),
    ];

    /// <summary>How a result differs from promptfoo's answer; null where it agrees. An error is compared by its pass alone.</summary>
    public static string? Difference(CaseResult? ours, JsonElement theirs, bool isTransformed)
    {
        if (ours is null)
        {
            return $"no result, and promptfoo has {theirs}";
        }

        string told = ours.Error is { } error
            ? $"{error.Code} {error.Message}"
            : string.Join("; ", ours.Assertions.Select(assertion => $"{assertion.Type} {assertion.Outcome} {assertion.Score}: {assertion.Reason}"));
        if (theirs.GetProperty("pass").GetBoolean() != ours.Promptfoo.Pass
            || (ours.Outcome != CaseOutcome.Error && Math.Abs(theirs.GetProperty("score").GetDouble() - ours.Promptfoo.Score) > 1e-9))
        {
            return $"promptfoo has {theirs}, here it is {ours.Outcome} {ours.Promptfoo}, output {ours.Output?.Text}: {told}";
        }

        return ours.Output is { } output && !SameOutput(output.Text, theirs, isTransformed)
            ? $"promptfoo has {theirs}, here the output is {output.Text}"
            : null;
    }

    // The output as promptfoo tells it is transformed; ours is the provider's, or the one that the case gives, which promptfoo does not always tell.
    static bool SameOutput(string text, JsonElement theirs, bool isTransformed) =>
        isTransformed ||
        (!theirs.TryGetProperty("output", out JsonElement output))
        || output.ValueKind == JsonValueKind.Null
        || output.GetString() == text
        || (theirs.TryGetProperty("raw", out JsonElement raw) && raw.GetString() == text);
}
