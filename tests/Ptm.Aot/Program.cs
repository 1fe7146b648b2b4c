using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm;
using Ptm.Aot;

// Published trimmed and ahead of time by a test, which plays the server: what needs reflection fails here.
using PtmClient client = PtmConnection.FromEnvironment()!.CreateClient();
ManualEval manual = new()
{
    Prompt = new()
    {
        Id = "aot",
        Text = "Summarize: {{text}}",
        Tests = [new() { Id = "1", Vars = JsonElement.Parse("""{"text": "Hello"}"""), Assertions = [new() { Type = "contains", Value = JsonElement.Parse("\"Hello\"") }] }],
        AdditionalMetrics = [new() { Name = "relevance", Criteria = "on topic" }],
        ProviderProfiles = ["echo"],
    },
    Extra = new JsonObject { ["priority"] = 3 },
};
RunResult started = await client.Evaluations.RunManualAsync(manual);
RunResult run = await client.Runs.WaitAsync(started.RunKey, progress: new Printer());
Console.WriteLine($"{run.State} {run.Results[0].Outcome} {run.Results[0].Output!.Text}");
Console.WriteLine(string.Join(' ', (await client.Prompts.ListAsync(new() { Tag = "a b" })).Select(prompt => prompt.Id)));
InvokeResult invoked = await client.Skills.InvokeEvalAsync("a/b", new JsonObject { ["x"] = 1 }, "echo");
Console.WriteLine($"{invoked.Output} {invoked.Score}");
try
{
    await client.Prompts.GetAsync("..");
}
catch (PtmException e)
{
    Console.WriteLine($"{e.Status} {e.Diagnostics[0].Code}");
}

Console.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "jit" : "aot");
