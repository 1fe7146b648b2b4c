using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;
using Ptm.Engine.Grading.Assertions;

namespace Ptm.Engine.Running.Sessions;

/// <summary>What hooks are told of a config and its results, in promptfoo's names.</summary>
internal static class HookDocuments
{
    public static JsonObject Suite(IReadOnlyList<PromptDefinition> prompts) => new()
    {
        ["prompts"] = new JsonArray([.. prompts.Select(prompt => new JsonObject { ["raw"] = prompt.Text, ["label"] = prompt.Label ?? prompt.Id })]),
        ["providers"] = new JsonArray([.. Providers(prompts).Select(Provider)]),
        ["tests"] = new JsonArray([.. prompts.SelectMany(prompt => prompt.Tests).DistinctBy(test => test.Index).OrderBy(test => test.Index).Select(Test)]),
    };

    /// <summary>All results of a config, and how many there are of each kind for each prompt on each provider.</summary>
    /// <param name="prompts">The config's prompts.</param>
    /// <param name="results">The results.</param>
    /// <param name="runKey">The run's identity.</param>
    public static JsonObject All(IReadOnlyList<PromptDefinition> prompts, IEnumerable<(PlannedCase Case, CaseResult Result)> results, string runKey)
    {
        (string Provider, PromptDefinition Prompt)[] columns =
        [
            .. from provider in Providers(prompts)
               from prompt in prompts
               where prompt.ProviderProfiles.Contains(provider)
               select (provider, prompt),
        ];
        (int Column, PlannedCase Case, CaseResult Result)[] ordered =
        [
            .. from result in results
               let column = Array.FindIndex(columns, column => column.Provider == result.Case.Provider && column.Prompt.Id == result.Case.Prompt.Id)
               orderby result.Case.Case.Index, column, result.Case.Sample
               select (column, result.Case, result.Result),
        ];
        return new()
        {
            ["prompts"] = new JsonArray([.. columns.Select((column, index) => Column(column.Provider, column.Prompt, [.. ordered.Where(one => one.Column == index).Select(one => one.Result)]))]),
            ["results"] = new JsonArray([.. ordered.Select(one => Result(one.Case, one.Result, one.Column))]),
            ["suite"] = Suite(prompts),
            ["evalId"] = runKey,
            ["config"] = new JsonObject(),
        };
    }

    public static JsonObject Test(TestCase test)
    {
        JsonObject written = new()
        {
            ["vars"] = Node(test.Vars),
            ["assert"] = new JsonArray([.. test.Assertions.Select(assertion => JsonNode.Parse(ScriptContext.Of(assertion)))]),
            ["options"] = Node(test.Setup.Options),
            ["metadata"] = Node(test.Metadata),
        };
        if (test.Description.Length > 0)
        {
            written["description"] = test.Description;
        }

        if (test.Threshold is { } threshold)
        {
            written["threshold"] = threshold;
        }

        return written;
    }

    /// <param name="planned">The case.</param>
    /// <param name="result">Its result.</param>
    /// <param name="column">The column of its prompt and provider, from 0; null where it is not asked for.</param>
    public static JsonObject Result(PlannedCase planned, CaseResult result, int? column = null)
    {
        JsonObject named = Named(result);
        JsonObject written = new()
        {
            ["success"] = IsSuccess(result),
            ["failureReason"] = IsSuccess(result) ? 0 : result.Outcome == CaseOutcome.Error ? 2 : 1,
            ["score"] = result.Promptfoo.Score,
            ["namedScores"] = named,
            ["description"] = result.Description,
            ["testIdx"] = planned.Case.Index,
            ["vars"] = Node(planned.Case.Vars),
            ["testCase"] = Test(planned.Case),
            ["metadata"] = Node(planned.Case.Metadata),
            ["provider"] = Provider(result.Provider),
            ["prompt"] = new JsonObject { ["raw"] = result.Prompt?.Text, ["label"] = result.PromptLabel },
            ["response"] = result.Output is { } output ? Response(output) : null,
            ["latencyMs"] = result.Output?.Latency.TotalMilliseconds ?? 0,
            ["cost"] = (double)(result.Output?.CostUsd ?? 0),
            ["gradingResult"] = new JsonObject
            {
                ["pass"] = IsSuccess(result),
                ["score"] = result.Promptfoo.Score,
                ["reason"] = Reason(result),
                ["namedScores"] = named.DeepClone(),
                ["componentResults"] = new JsonArray([.. result.Assertions.Take(planned.Case.Assertions.Count).Select(Component)]),
            },
        };
        if (!IsSuccess(result))
        {
            written["error"] = Reason(result);
        }

        if (column is { } index)
        {
            written["promptIdx"] = index;
        }

        return written;
    }

    static JsonObject Column(string provider, PromptDefinition prompt, CaseResult[] results) => new()
    {
        ["raw"] = prompt.Text,
        ["label"] = prompt.Label ?? prompt.Id,
        ["provider"] = provider,
        ["metrics"] = new JsonObject
        {
            ["score"] = results.Sum(result => result.Promptfoo.Score),
            ["testPassCount"] = results.Count(IsSuccess),
            ["testFailCount"] = results.Count(result => result.Outcome == CaseOutcome.Failed),
            ["testErrorCount"] = results.Count(result => result.Outcome == CaseOutcome.Error),
            ["assertPassCount"] = results.Sum(result => result.Assertions.Count(assertion => assertion.Outcome == CaseOutcome.Passed)),
            ["assertFailCount"] = results.Sum(result => result.Assertions.Count(assertion => assertion.Outcome != CaseOutcome.Passed)),
        },
    };

    static JsonObject Component(AssertionResult assertion)
    {
        JsonObject asserted = new() { ["type"] = assertion.Type };
        if (assertion.Metric is { } metric)
        {
            asserted["metric"] = metric;
        }

        return new()
        {
            ["pass"] = assertion.Outcome == CaseOutcome.Passed,
            ["score"] = assertion.Score,
            ["reason"] = assertion.Reason,
            ["assertion"] = asserted,
        };
    }

    static JsonObject Response(ModelOutput output)
    {
        JsonObject response = new() { ["output"] = output.Json is { } json ? Node(json) : output.Text, ["cost"] = (double)(output.CostUsd ?? 0), ["metadata"] = Node(output.Metadata) };
        if (output.Tokens is { } tokens)
        {
            response["tokenUsage"] = new JsonObject { ["prompt"] = tokens.Prompt, ["completion"] = tokens.Completion, ["total"] = tokens.Total };
        }

        return response;
    }

    static JsonObject Named(CaseResult result)
    {
        JsonObject named = [];
        foreach ((string name, double? score) in NamedScores.Of(result.Assertions, []))
        {
            named[name] = score ?? 0;
        }

        return named;
    }

    static string Reason(CaseResult result) =>
        result.Error?.Message ?? result.Assertions.FirstOrDefault(assertion => assertion.Outcome is not CaseOutcome.Passed)?.Reason ?? "All assertions passed";

    static bool IsSuccess(CaseResult result) => result.Outcome is CaseOutcome.Passed or CaseOutcome.Unchecked;

    static IEnumerable<string> Providers(IReadOnlyList<PromptDefinition> prompts) => prompts.SelectMany(prompt => prompt.ProviderProfiles).Distinct(StringComparer.Ordinal);

    static JsonObject Provider(string name) => new() { ["id"] = name, ["label"] = name };

    static JsonNode? Node(JsonElement? value) => value is { } given ? JsonNode.Parse(given.GetRawText()) : new JsonObject();
}
