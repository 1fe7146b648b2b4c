using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Library;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Sources.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Calls the <c>extensions</c> of a promptfoo config: code before and after all cases, and before and after each. Cases are planned before any of it runs, so it changes variables and not which cases there are.</summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing.
internal sealed class Hooks(CodeRunner runner)
#pragma warning restore CA1001
{
    static readonly string[] s_names = ["beforeAll", "beforeEach", "afterEach", "afterAll"];

    readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="PtmException">A hook failed, or changed what cannot be changed any more.</exception>
    public async Task BeforeAllAsync(IReadOnlyList<string> extensions, IReadOnlyList<PromptDefinition> prompts, CancellationToken cancellationToken)
    {
        JsonObject told = HookDocuments.Suite(prompts);
        foreach (CodeReference code in Called(extensions, prompts[0], "beforeAll"))
        {
            JsonObject context = new() { ["suite"] = told.DeepClone() };
            JsonElement answer = await CallAsync(code, "beforeAll", context, cancellationToken).ConfigureAwait(false);
            if (answer.ValueKind == JsonValueKind.Object
                && answer.TryGetProperty("suite", out JsonElement suite) && suite.ValueKind == JsonValueKind.Object
                && suite.TryGetProperty("tests", out JsonElement changed)
                && !JsonNode.DeepEquals(JsonNode.Parse(changed.GetRawText()), told["tests"]))
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
            JsonElement answer = await CallAsync(code, "beforeEach", new JsonObject { ["test"] = HookDocuments.Test(test) }, cancellationToken).ConfigureAwait(false);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("test", out JsonElement changed) || changed.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            test = test with
            {
                Assertions = changed.TryGetProperty("assert", out JsonElement assertions) && assertions.ValueKind == JsonValueKind.Array ? Assertions(assertions, test, code) : test.Assertions,
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
            await CallAsync(code, "afterEach", new JsonObject { ["test"] = HookDocuments.Test(planned.Case), ["result"] = HookDocuments.Result(planned, result) }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the results of a config, once all are there.</summary>
    /// <exception cref="PtmException">A hook failed.</exception>
    public async Task AfterAllAsync(RunRules rules, IEnumerable<(PlannedCase Case, CaseResult Result)> results, string runKey, CancellationToken cancellationToken)
    {
        CodeReference[] called = [.. Called(rules.Extensions, rules.Prompts[0], "afterAll")];
        JsonObject? context = called.Length > 0 ? HookDocuments.All(rules.Prompts, results, runKey) : null;
        foreach (CodeReference code in called)
        {
            await CallAsync(code, "afterAll", context!, cancellationToken).ConfigureAwait(false);
        }
    }

    // Those that the hook left as they are keep their place in the config.
    static List<Assertion> Assertions(JsonElement changed, TestCase test, CodeReference code)
    {
        List<Assertion> left = [.. test.Assertions];
        FileReading file = new(code.Location?.File ?? code.Path);
        List<Assertion> assertions = [];
        foreach (JsonElement one in changed.EnumerateArray())
        {
            int same = left.FindIndex(assertion => JsonNode.DeepEquals(JsonNode.Parse(one.GetRawText()), JsonNode.Parse(ScriptContext.Of(assertion))));
            if (same >= 0)
            {
                assertions.Add(left[same]);
                left.RemoveAt(same);
            }
            else
            {
                assertions.AddRange(new AssertionReader(file, KeyPolicy.Promptfoo, new(null, [])).Read(JsonNodes.Parse($"[{one.GetRawText()}]", file.Path)).Select(assertion => assertion with { Location = test.Location }));
            }
        }

        Diagnostic? wrong = file.Findings.FirstOrDefault(finding => finding.Severity == DiagnosticSeverity.Error)
            ?? file.Findings.FirstOrDefault(finding => finding.Code is DiagnosticCodes.HiddenChecks or DiagnosticCodes.InvalidValue);
        return wrong is null ? assertions : throw Fault.Of(wrong.Code, $"The hook beforeEach of {code.Name}: {wrong.Message}", code.Location);
    }

    // A function that has a hook's name is called for that hook alone, any other for all of them.
    static IEnumerable<CodeReference> Called(IReadOnlyList<string> extensions, PromptDefinition prompt, string hook) => extensions
        .Select(text => LocalCode.Parse(text, prompt, prompt.Location))
        .Where(code => code.Function is null || code.Function == hook || !s_names.Contains(code.Function));

    async Task<JsonElement> CallAsync(CodeReference code, string hook, JsonObject context, CancellationToken cancellationToken)
    {
        JsonElement name = JsonSerializer.SerializeToElement(hook);
        JsonElement given = JsonSerializer.SerializeToElement(context);
        CodeCall call = code.Function == hook
            ? new() { File = code, DefaultFunctions = [hook], Arguments = [given, JsonSerializer.SerializeToElement(new JsonObject { ["hookName"] = hook })], TakesAnyName = true, KeepsState = true }
            : new() { File = code, DefaultFunctions = ["extensionHook"], Arguments = [name, given], TakesAnyName = true, KeepsState = true };

        // One after another, so that one process has them all and what a hook keeps is there for the next.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await runner.CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException error)
        {
            throw Fault.Of(error.Diagnostics[0].Code, $"The hook {hook} failed: {error.Diagnostics[0].Message}", error.Diagnostics[0].Location ?? code.Location, error);
        }
        finally
        {
            _turn.Release();
        }
    }
}
