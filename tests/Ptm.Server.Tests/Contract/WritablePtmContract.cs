using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Contract;

/// <summary>What holds where prompts and skills can be created and changed.</summary>
public abstract partial class WritablePtmContract : PtmContract
{
    private protected static PromptDefinition Prompt(string id = "new.prompt", string text = "Say {{ text }}") => new()
    {
        Id = id,
        Text = text,
        ProviderProfiles = [ScriptedModel.Name],
        Tests = [Case("a")],
    };

    [Fact]
    public async Task A_prompt_that_is_new_has_version_1_and_content_that_is_new_the_next()
    {
        PromptDefinition first = await Ptm.Prompts.CreateAsync(Prompt() with { Version = 9, Hash = "sha256:wrong" }, Token);
        PromptDefinition second = await Ptm.Prompts.CreateAsync(Prompt(text: "Tell {{ text }}"), Token);
        Assert.Equal((1, 2), (first.Version, second.Version));
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Equal("Tell {{ text }}", (await Ptm.Prompts.GetAsync("new.prompt", Token)).Text);
        IReadOnlyList<PromptVersion> versions = await Ptm.Prompts.ListVersionsAsync("new.prompt", Token);
        Assert.Equal([(2, second.Hash), (1, first.Hash)], versions.Select(version => (version.VersionNumber, (string?)version.Hash)));
        Assert.All(versions, version => Assert.Equal((Owner, true), (version.CreatedBy, version.CreatedAt is not null)));
        Assert.Equal("Say {{ text }}", (await Ptm.Prompts.GetVersionAsync("new.prompt", 1, Token)).Prompt?.Text);
        Assert.Equal("Say {{ text }}", (await Ptm.Prompts.GetContentsAsync("new.prompt", 1, Token)).PromptText);
        Assert.Equal("Tell {{ text }}", (await Ptm.Prompts.GetContentsAsync("new.prompt", cancellationToken: Token)).PromptText);
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.GetVersionAsync("new.prompt", 3, Token));
    }

    [Fact]
    public async Task Content_that_equals_the_newest_version_makes_none()
    {
        PromptDefinition first = await Ptm.Prompts.CreateAsync(Prompt(), Token);
        PromptDefinition again = await Ptm.Prompts.CreateAsync(first, Token);
        Assert.Equal((first.Version, first.Hash), (again.Version, again.Hash));
        await Ptm.Prompts.CreateAsync(Prompt(text: "Tell {{ text }}"), Token);
        Assert.Equal(3, (await Ptm.Prompts.CreateAsync(Prompt(), Token)).Version);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a%2fb")]
    [InlineData("a%252fb%")]
    [InlineData("a/b//c/")]
    [InlineData("/a")]
    [InlineData("..a")]
    [InlineData("...")]
    [InlineData("a?b=c#d&e+f")]
    [InlineData("it's \"quoted\" `and` \\back")]
    [InlineData("🐙 日本 é e\u0301")]
    [InlineData(" a b ")]
    [InlineData("by-name")]
    [InlineData("<script>alert(1)</script>; DROP TABLE prompt; --")]
    [InlineData("null")]
    [InlineData("x{id}:*|")]
    public async Task Any_id_arrives_as_it_is(string id) => await AssertRoundTripAsync(id);

    [Fact]
    public async Task An_id_of_200_characters_arrives_as_it_is()
    {
        await AssertRoundTripAsync(new('x', 200));
        await AssertRoundTripAsync(string.Concat(Enumerable.Repeat("🐙", 100)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task An_id_that_cannot_be_is_422(string id) => Assert.Equal(422, (await Assert.ThrowsAsync<PtmException>(() => Ptm.Prompts.CreateAsync(Prompt(id), Token))).Status);

    [Fact]
    public async Task An_id_with_half_a_character_is_422() =>
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Prompts.CreateAsync(Prompt("a\ud800"), Token));

    [Fact]
    public async Task An_id_that_is_too_long_is_422() =>
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Prompts.CreateAsync(Prompt(new('x', 201)), Token));

    [Theory]
    [InlineData("""{"prompt_text": " "}""", DiagnosticCodes.InvalidValue)]
    [InlineData("""{"prompt_text": "{{ open"}""", DiagnosticCodes.TemplateSyntax)]
    [InlineData("""{"tests": [{"id": "a", "assert": [{"type": "contians", "value": "x"}]}]}""", DiagnosticCodes.UnknownKey)]
    [InlineData("""{"tests": [{"id": "a", "assert": [{"type": "regex", "value": "("}]}]}""", DiagnosticCodes.InvalidValue)]
    [InlineData("""{"additional_kpis": [{"name": "k", "expression": "nothing > 1"}]}""", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("""{"additional_metrics": [{"name": "m", "criteria": "c", "threshold": 2}]}""", DiagnosticCodes.InvalidValue)]
    [InlineData("""{"latency_threshold_ms": -1}""", DiagnosticCodes.InvalidValue)]
    public async Task A_prompt_that_cannot_be_used_is_422_and_is_not_kept(string change, string code)
    {
        JsonObject prompt = JsonSerializer.SerializeToNode(Prompt(), PtmJson.For<PromptDefinition>())!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            prompt[name] = value?.DeepClone();
        }

        await RefusedAsync(422, code, () => Ptm.Prompts.CreateAsync(prompt.Deserialize(PtmJson.For<PromptDefinition>())!, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Prompts.GetAsync("new.prompt", Token));
    }

    [Fact]
    public async Task Twin_cases_are_told_apart_by_a_number()
    {
        PromptDefinition twins = Prompt() with { Tests = [Case("a"), Case("b")] };
        Assert.Equal(["case 0", "case 0#2"], (await Ptm.Prompts.CreateAsync(twins, Token)).Tests.Select(test => test.Id));
        Assert.Equal(["case 0", "case 0#2"], (await RunAsync(new() { Prompt = twins })).Results.Select(result => result.Id));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(58)]
    [InlineData(61)]
    [InlineData(100)]
    public async Task Values_however_deep_arrive_as_they_are_or_are_refused(int depth)
    {
        string deep = new string('[', depth) + new string(']', depth);
        JsonElement vars = JsonElement.Parse($$"""{"text": "a", "deep": {{deep}}}""", new() { MaxDepth = 1000 });
        PromptDefinition prompt = Prompt() with { Tests = [Case("a") with { Vars = vars }] };
        try
        {
            await Ptm.Prompts.CreateAsync(prompt, Token);
        }
        catch (PtmException e) when (e.Status is >= 400 and < 500)
        {
            return;
        }

        Assert.Equal(deep, (await Ptm.Prompts.GetAsync("new.prompt", Token)).Tests[0].Vars.GetProperty("deep").GetRawText());
        Assert.Contains("new.prompt", (await Ptm.Prompts.ListAsync(cancellationToken: Token)).Select(listed => listed.Id));
        Assert.Equal(deep, (await Ptm.Prompts.GetVersionAsync("new.prompt", 1, Token)).Prompt?.Tests[0].Vars.GetProperty("deep").GetRawText());
        RunResult accepted = await Ptm.Evaluations.RunAsync(new() { PromptIds = ["new.prompt"] }, Token);
        Assert.Equal(CaseOutcome.Passed, (await Ptm.Runs.WaitAsync(accepted.RunKey, cancellationToken: Token)).Results[0].Outcome);
        SkillBundle bundle = await Ptm.Skills.InvokeWithBundleAsync((await Ptm.Skills.PublishAsync("new.prompt", new(), cancellationToken: Token)).Id, [], null, cancellationToken: Token);
        Assert.Equal(RunState.Completed, (await Ptm.Runs.WaitAsync(bundle.RunKey, cancellationToken: Token)).State);
    }

    [Theory]
    [InlineData(VisibilityScope.Private, false, false)]
    [InlineData(VisibilityScope.TeamVisible, true, false)]
    [InlineData(VisibilityScope.OrgVisible, true, true)]
    public async Task A_prompt_is_seen_by_whom_its_scope_names_and_changed_by_its_owner_alone(VisibilityScope scope, bool byTeam, bool byOthers)
    {
        IPtm ann = await AsAsync(Ann);
        await ann.Prompts.CreateAsync(Prompt() with { VisibilityScope = scope }, Token);
        Assert.Equal(scope, (await ann.Prompts.GetAsync("new.prompt", Token)).VisibilityScope);
        foreach ((IPtm ptm, bool sees) in new[] { (ann, true), (Ptm, true), (await AsAsync(Bob), byTeam), (await AsAsync(Cleo), byOthers) })
        {
            Assert.Equal(sees, (await ptm.Prompts.ListAsync(cancellationToken: Token)).Any(prompt => prompt.Id == "new.prompt"));
            Task<PromptDefinition> read = ptm.Prompts.GetAsync("new.prompt", Token);
            await (sees ? (Task)read : RefusedAsync(404, DiagnosticCodes.NotFound, () => read));
        }

        IPtm bob = await AsAsync(Bob);
        await RefusedAsync(403, DiagnosticCodes.Forbidden, () => bob.Prompts.CreateAsync(Prompt(text: "Mine now"), Token));
        Assert.Equal(2, (await ann.Prompts.CreateAsync(Prompt(text: "Still mine"), Token)).Version);
        Assert.Equal(byTeam, (await bob.Prompts.ListAsync(cancellationToken: Token)).Any(prompt => prompt.Id == "new.prompt"));
    }

    async Task AssertRoundTripAsync(string id)
    {
        PromptDefinition created = await Ptm.Prompts.CreateAsync(Prompt(id), Token);
        Assert.Equal(id, created.Id);
        Assert.Equal(id, (await Ptm.Prompts.GetAsync(id, Token)).Id);
        Assert.Equal(id, Assert.Single(await Ptm.Prompts.ListVersionsAsync(id, Token)).PromptId);
        Assert.Equal(created.Hash, (await Ptm.Prompts.GetVersionAsync(id, 1, Token)).Hash);
        Assert.Single(await Ptm.Prompts.GetTestsAsync(id, Token));
        await Ptm.Prompts.GetContentsAsync(id, cancellationToken: Token);
        Assert.Equal(1, (await Ptm.Prompts.GetUsageAsync(id, Token)).Lifetime);
        Assert.Contains(id, (await Ptm.Prompts.ListAsync(cancellationToken: Token)).Select(prompt => prompt.Id));
        InvokeResult invoked = await Ptm.Prompts.InvokeEvalAsync(id, new() { ["text"] = id }, null, cancellationToken: Token);
        Assert.Equal(("scripted: Say " + id, id), (invoked.Output, invoked.Result?.PromptId));
        Assert.Empty(await Ptm.Skills.GetByPromptAsync(id, Token));
    }
}
