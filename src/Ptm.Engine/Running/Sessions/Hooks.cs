using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Code;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Calls the <c>extensions</c> of a promptfoo config: code before and after all cases, and before and after each. Cases are planned before any of it runs, so it changes variables and not which cases there are.</summary>
internal sealed class Hooks(CodeRunner runner)
{
    static readonly string[] s_names = ["beforeAll", "beforeEach", "afterEach", "afterAll"];

    /// <exception cref="PtmException">A hook failed, or changed what cannot be changed any more.</exception>
    public async Task BeforeAllAsync(IReadOnlyList<string> extensions, IReadOnlyList<PromptDefinition> prompts, CancellationToken cancellationToken)
    {
        JsonNode? tests = Tests(prompts);
        foreach (CodeReference code in Called(extensions, prompts[0], "beforeAll"))
        {
            JsonObject context = new()
            {
                ["suite"] = new JsonObject
                {
                    ["prompts"] = new JsonArray([.. prompts.Select(prompt => new JsonObject { ["raw"] = prompt.Text, ["label"] = prompt.Label ?? prompt.Id })]),
                    ["providers"] = new JsonArray([.. prompts.SelectMany(prompt => prompt.ProviderProfiles).Distinct(StringComparer.Ordinal).Select(name => new JsonObject { ["id"] = name, ["label"] = name })]),
                    ["tests"] = tests?.DeepClone(),
                },
            };
            JsonElement answer = await CallAsync(code, "beforeAll", context, cancellationToken).ConfigureAwait(false);
            if (answer.ValueKind == JsonValueKind.Object
                && answer.TryGetProperty("suite", out JsonElement suite) && suite.ValueKind == JsonValueKind.Object
                && suite.TryGetProperty("tests", out JsonElement changed)
                && !JsonNode.DeepEquals(JsonNode.Parse(changed.GetRawText()), tests))
            {
                throw Fault.Of(
                    DiagnosticCodes.NotSupportedYet,
                    $"The hook beforeAll of {code.Name} changes the tests, which are planned before it runs, so a check of it would never run. Write the tests into the config, or have a file of code make them.",
                    code.Location);
            }
        }
    }

    /// <summary>The case as the hooks before it leave it: with other variables or metadata.</summary>
    /// <exception cref="PtmException">A hook failed, or changed what cannot be changed any more.</exception>
    public async Task<TestCase> BeforeEachAsync(IReadOnlyList<string> extensions, PlannedCase planned, CancellationToken cancellationToken)
    {
        TestCase test = planned.Case;
        foreach (CodeReference code in Called(extensions, planned.Prompt, "beforeEach"))
        {
            JsonElement answer = await CallAsync(code, "beforeEach", new JsonObject { ["test"] = Test(test) }, cancellationToken).ConfigureAwait(false);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("test", out JsonElement changed) || changed.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            JsonNode? before = Test(test)["assert"];
            if (changed.TryGetProperty("assert", out JsonElement assertions) && !JsonNode.DeepEquals(JsonNode.Parse(assertions.GetRawText()), before))
            {
                throw Fault.Of(DiagnosticCodes.NotSupportedYet, $"The hook beforeEach of {code.Name} changes the assertions, which were read before it ran.", code.Location);
            }

            test = test with
            {
                Vars = changed.TryGetProperty("vars", out JsonElement vars) && vars.ValueKind == JsonValueKind.Object ? vars : test.Vars,
                Metadata = changed.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : test.Metadata,
            };
        }

        return test;
    }

    /// <exception cref="PtmException">A hook failed.</exception>
    public async Task AfterEachAsync(IReadOnlyList<string> extensions, PlannedCase planned, CaseResult result, CancellationToken cancellationToken)
    {
        foreach (CodeReference code in Called(extensions, planned.Prompt, "afterEach"))
        {
            await CallAsync(code, "afterEach", new JsonObject { ["test"] = Test(planned.Case), ["result"] = Result(result) }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="PtmException">A hook failed.</exception>
    public async Task AfterAllAsync(IReadOnlyList<string> extensions, PromptDefinition prompt, IEnumerable<CaseResult> results, CancellationToken cancellationToken)
    {
        foreach (CodeReference code in Called(extensions, prompt, "afterAll"))
        {
            JsonObject context = new() { ["results"] = new JsonArray([.. results.Select(Result)]) };
            await CallAsync(code, "afterAll", context, cancellationToken).ConfigureAwait(false);
        }
    }

    // A function that has a hook's name is called for that hook alone, any other for all of them.
    static IEnumerable<CodeReference> Called(IReadOnlyList<string> extensions, PromptDefinition prompt, string hook) => extensions
        .Select(text => LocalCode.Parse(text, prompt, prompt.Location))
        .Where(code => code.Function is null || code.Function == hook || !s_names.Contains(code.Function));

    async Task<JsonElement> CallAsync(CodeReference code, string hook, JsonObject context, CancellationToken cancellationToken)
    {
        JsonElement name = JsonSerializer.SerializeToElement(hook);
        JsonElement given = JsonSerializer.SerializeToElement(context);
        try
        {
            return code.Function == hook
                ? await runner.CallAsync(code, hook, [given, JsonSerializer.SerializeToElement(new JsonObject { ["hookName"] = hook })], cancellationToken).ConfigureAwait(false)
                : await runner.CallAsync(code, "extensionHook", [name, given], cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException error)
        {
            throw Fault.Of(error.Diagnostics[0].Code, $"The hook {hook} failed: {error.Diagnostics[0].Message}", error.Diagnostics[0].Location ?? code.Location, error);
        }
    }

    static JsonArray Tests(IReadOnlyList<PromptDefinition> prompts) =>
        new([.. prompts.SelectMany(prompt => prompt.Tests).DistinctBy(test => test.Index).OrderBy(test => test.Index).Select(Test)]);

    static JsonObject Test(TestCase test)
    {
        JsonObject written = new()
        {
            ["vars"] = JsonNode.Parse(test.Vars.GetRawText()),
            ["assert"] = new JsonArray([.. test.Assertions.Select(assertion => JsonSerializer.SerializeToNode(assertion, PtmJson.For<Assertion>()))]),
            ["options"] = test.Setup.Options is { } options ? JsonNode.Parse(options.GetRawText()) : new JsonObject(),
            ["metadata"] = test.Metadata is { } metadata ? JsonNode.Parse(metadata.GetRawText()) : new JsonObject(),
        };
        if (test.Description.Length > 0)
        {
            written["description"] = test.Description;
        }

        return written;
    }

    static JsonObject Result(CaseResult result) => new()
    {
        ["success"] = result.Outcome is CaseOutcome.Passed or CaseOutcome.Unchecked,
        ["score"] = result.Promptfoo.Score,
        ["description"] = result.Description,
        ["provider"] = new JsonObject { ["id"] = result.Provider, ["label"] = result.Provider },
        ["prompt"] = new JsonObject { ["raw"] = result.Prompt?.Text, ["label"] = result.PromptLabel },
        ["response"] = new JsonObject { ["output"] = result.Output?.Text },
        ["error"] = result.Error?.Message,
    };
}
