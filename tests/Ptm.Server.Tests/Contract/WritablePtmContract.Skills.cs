using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Contract;

public abstract partial class WritablePtmContract
{
    static readonly Dictionary<string, Func<IPtm, string, Task>> s_ofASkill = new()
    {
        ["get_skill"] = (ptm, skill) => ptm.Skills.GetAsync(skill, Token),
        ["get_skill_by_name"] = (ptm, skill) => ptm.Skills.GetByNameAsync(skill, Token),
        ["update_skill"] = (ptm, skill) => ptm.Skills.UpdateAsync(skill, new() { Description = "x" }, Token),
        ["delete_skill"] = (ptm, skill) => ptm.Skills.DeleteAsync(skill, Token),
        ["get_skill_contents"] = (ptm, skill) => ptm.Skills.GetContentsAsync(skill, Token),
        ["get_skill_usage_metrics"] = (ptm, skill) => ptm.Skills.GetUsageAsync(skill, Token),
        ["invoke_skill_eval_ptm"] = (ptm, skill) => ptm.Skills.InvokeEvalAsync(skill, [], null, cancellationToken: Token),
        ["invoke_skill_with_bundle"] = (ptm, skill) => ptm.Skills.InvokeWithBundleAsync(skill, [], null, cancellationToken: Token),
        ["invoke_skill_by_name"] = (ptm, skill) => ptm.Skills.InvokeByNameAsync(skill, [], cancellationToken: Token),
        ["invoke_skill_with_bundle_by_name"] = (ptm, skill) => ptm.Skills.InvokeWithBundleByNameAsync(skill, [], null, cancellationToken: Token),
        ["record_skill_client_inline_run"] = (ptm, skill) => ptm.Skills.RecordInlineRunAsync(skill, ToldRun(), Token),
        ["install_skill_for_claude_code"] = (ptm, skill) => ptm.Skills.InstallForClaudeCodeAsync(skill, cancellationToken: Token),
    };

    public static TheoryData<string> OfASkill => [.. s_ofASkill.Keys];

    [Theory]
    [MemberData(nameof(OfASkill))]
    public async Task What_asks_for_a_skill_that_does_not_exist_or_was_deleted_is_404(string operation)
    {
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => s_ofASkill[operation](Ptm, "red.nothing"));
        Skill skill = await PublishAsync();
        await Ptm.Skills.DeleteAsync(skill.Id, Token);
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => s_ofASkill[operation](Ptm, skill.Id));
    }

    [Fact]
    public async Task A_prompt_is_published_and_found_by_id_name_and_prompt()
    {
        Skill skill = await PublishAsync();
        Assert.Equal(("red.letters", "letters", "Writes letters", "support.refund", 1), (skill.QualifiedName, skill.Name, skill.Description, skill.PromptId, skill.PromptVersion));
        Assert.Equal(Owner, skill.Owner);
        foreach (Skill found in new[]
        {
            await Ptm.Skills.GetAsync(skill.Id, Token),
            await Ptm.Skills.GetAsync("red.letters", Token),
            await Ptm.Skills.GetByNameAsync("red.letters", Token),
            Assert.Single(await Ptm.Skills.GetByPromptAsync("support.refund", Token)),
            Assert.Single(await Ptm.Skills.ListAsync(cancellationToken: Token)),
        })
        {
            Assert.Equal(skill, found);
        }

        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Skills.GetByNameAsync(skill.Id, Token));
    }

    [Fact]
    public async Task A_skill_has_its_prompts_name_unless_another_is_given_and_the_callers_team_before_it()
    {
        Assert.Equal("support.refund", (await Ptm.Skills.PublishAsync("support.refund", new(), cancellationToken: Token)).QualifiedName);
        IPtm ann = await AsAsync(Ann);
        await ann.Prompts.CreateAsync(Prompt("mine"), Token);
        Assert.Equal("red.mine", (await ann.Skills.PublishAsync("mine", new(), cancellationToken: Token)).QualifiedName);
        Assert.Equal("red.other", (await ann.Skills.PublishAsync("mine", new(), "red.other", Token)).QualifiedName);
        await RefusedAsync(403, DiagnosticCodes.Forbidden, () => ann.Skills.PublishAsync("mine", new(), "blue.other", Token));
        await RefusedAsync(403, DiagnosticCodes.Forbidden, () => ann.Prompts.CreateAsync(Prompt("theirs") with { Team = "blue" }, Token));
        await RefusedAsync(422, DiagnosticCodes.UnknownKey, () => ann.Skills.PublishAsync("mine", new() { Extra = new() { ["visibilty_scope"] = "private" } }, "red.third", Token));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_409_and_one_that_cannot_be_422()
    {
        await PublishAsync();
        await RefusedAsync(409, DiagnosticCodes.Conflict, PublishAsync);
        foreach (string name in new[] { "red.", ".", "a..b", new string('x', 201), "a\nb" })
        {
            await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Skills.PublishAsync("support.refund", new(), name, Token));
        }
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("skill.md")]
    [InlineData("")]
    public async Task A_file_that_leaves_the_bundle_is_422(string path)
    {
        SkillPayload payload = new() { Files = new Dictionary<string, string> { [path] = "x" } };
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Skills.PublishAsync("support.refund", payload, cancellationToken: Token));
        string id = (await PublishAsync()).Id;
        await RefusedAsync(422, DiagnosticCodes.InvalidValue, () => Ptm.Skills.UpdateAsync(id, payload, Token));
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_not_published()
    {
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Skills.PublishAsync("support.refund", new() { PromptVersion = 2 }, cancellationToken: Token));
        string id = (await PublishAsync()).Id;
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => Ptm.Skills.UpdateAsync(id, new() { PromptVersion = 2 }, Token));
    }

    [Theory]
    [InlineData("it's/a \"skill\"?#%2f&🐙 ..")]
    [InlineData("by-name")]
    [InlineData("..")]
    [InlineData("contents")]
    public async Task Any_name_arrives_as_it_is(string name)
    {
        Skill skill;
        try
        {
            skill = await Ptm.Skills.PublishAsync("support.refund", new(), name.Contains('.', StringComparison.Ordinal) ? name.Replace('.', '_') : "red." + name, Token);
        }
        catch (PtmException e) when (e.Status == 422)
        {
            return;
        }

        Assert.Equal(skill.Id, (await Ptm.Skills.GetAsync(skill.QualifiedName, Token)).Id);
        Assert.Equal(skill.Id, (await Ptm.Skills.GetByNameAsync(skill.QualifiedName, Token)).Id);
        Assert.Contains("Refund order", (await Ptm.Skills.GetContentsAsync(skill.QualifiedName, Token)).PromptMd, StringComparison.Ordinal);
        Assert.Equal($"Eval: {skill.QualifiedName}", (await Ptm.Runs.GetAsync((await Ptm.Skills.InvokeByNameAsync(skill.QualifiedName, [], cancellationToken: Token)).RunKey, Token)).Label);
    }

    [Fact]
    public async Task An_update_changes_what_it_sets_alone()
    {
        Skill skill = await PublishAsync();
        await Ptm.Prompts.CreateAsync((await Ptm.Prompts.GetAsync("support.refund", Token)) with { Text = "Second {{ order }}" }, Token);
        Skill described = await Ptm.Skills.UpdateAsync(skill.Id, new() { Description = "better" }, Token);
        Assert.Equal(("better", 1, skill.VisibilityScope), (described.Description, described.PromptVersion, described.VisibilityScope));
        Assert.Equal("be kind", (await Ptm.Skills.GetContentsAsync(skill.Id, Token)).Files["references/tone.md"]);
        Skill updated = await Ptm.Skills.UpdateAsync(skill.Id, new() { PromptVersion = 2, VisibilityScope = VisibilityScope.OrgVisible, Files = new Dictionary<string, string>() }, Token);
        Assert.Equal(("better", 2, VisibilityScope.OrgVisible), (updated.Description, updated.PromptVersion, updated.VisibilityScope));
        SkillContents contents = await Ptm.Skills.GetContentsAsync(skill.Id, Token);
        Assert.Empty(contents.Files);
        Assert.Contains("Second {{ order }}", contents.PromptMd, StringComparison.Ordinal);
        Assert.Equal(updated, await Ptm.Skills.GetAsync(skill.Id, Token));
    }

    [Fact]
    public async Task Contents_hold_prompt_manifest_and_files_and_each_request_counts()
    {
        Skill skill = await PublishAsync();
        SkillContents contents = await Ptm.Skills.GetContentsAsync("red.letters", Token);
        Assert.StartsWith("---\nname: \"red-letters\"\ndescription: \"Writes letters\"\n---\n\nRefund order {{ order }}", contents.PromptMd, StringComparison.Ordinal);
        Assert.Equal("red.letters", contents.Manifest.GetProperty("qualified_name").GetString());
        Assert.Equal(["name", "order"], contents.Manifest.GetProperty("inputs").EnumerateArray().Select(input => input.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("be kind", Assert.Single(contents.Files).Value);
        await Ptm.Skills.GetContentsAsync(skill.Id, Token);
        UsageMetrics usage = await Ptm.Skills.GetUsageAsync(skill.Id, Token);
        Assert.Equal((2, 2, 2, true), (usage.Lifetime, usage.Last30Days, usage.Last7Days, usage.LastRequestAt is not null));
    }

    [Fact]
    public async Task A_skill_is_invoked_in_both_modes_and_leaves_runs_of_its_name()
    {
        Skill skill = await PublishAsync();
        JsonObject inputs = new() { ["order"] = "[hold]", ["name"] = "Ann" };
        SkillBundle bundle = await Ptm.Skills.InvokeWithBundleByNameAsync("red.letters", inputs, null, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Contains("Refund order", bundle.Bundle.PromptMd, StringComparison.Ordinal);
        await Model.HeldAsync(Token);
        Model.Release();
        Assert.Equal("Eval: red.letters", (await Ptm.Runs.WaitAsync(bundle.RunKey, cancellationToken: Token)).Label);
        InvokeResult amended = await Ptm.Skills.InvokeByNameAsync("red.letters", new() { ["order"] = "1", ["name"] = "Bob" }, "echo", amend: true, Token);
        Assert.Equal("Refund order 1 of Bob", amended.Output);
        Assert.Equal([amended.RunKey], (await Ptm.Runs.ListAsync(cancellationToken: Token)).Select(run => run.RunKey));
#pragma warning disable PTMOBS002 // The old name goes to the same place.
        Assert.Equal("scripted: Refund order 2 of ", (await Ptm.Skills.InvokeAsync(skill.Id, new() { ["order"] = "2" }, cancellationToken: Token)).Output);
#pragma warning restore PTMOBS002
        await Ptm.Skills.DeleteAsync(skill.Id, Token);
        Assert.Equal("Eval: red.letters", (await Ptm.Runs.GetAsync(bundle.RunKey, Token)).Label);
    }

    [Fact]
    public async Task A_skill_is_installed_for_claude_code()
    {
        await PublishAsync();
        using TempFolder home = new();
        string folder = await Ptm.Skills.InstallForClaudeCodeAsync("red.letters", homeFolder: home.Path, cancellationToken: Token);
        Assert.Equal(["SKILL.md", "manifest.json", "references"], Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(VisibilityScope.Private, false, false)]
    [InlineData(VisibilityScope.TeamVisible, true, false)]
    [InlineData(VisibilityScope.OrgVisible, true, true)]
    public async Task A_skill_is_seen_by_whom_its_scope_names_and_changed_by_its_owner_alone(VisibilityScope scope, bool byTeam, bool byOthers)
    {
        IPtm ann = await AsAsync(Ann);
        await ann.Prompts.CreateAsync(Prompt("secret") with { VisibilityScope = VisibilityScope.Private }, Token);
        Skill skill = await ann.Skills.PublishAsync("secret", new() { VisibilityScope = scope }, cancellationToken: Token);
        IPtm bob = await AsAsync(Bob);
        IPtm cleo = await AsAsync(Cleo);
        foreach ((IPtm ptm, bool sees) in new[] { (ann, true), (Ptm, true), (bob, byTeam), (cleo, byOthers) })
        {
            Assert.Equal(sees, (await ptm.Skills.ListAsync(cancellationToken: Token)).Any(listed => listed.Id == skill.Id));
            Task<SkillContents> read = ptm.Skills.GetContentsAsync(skill.Id, Token);
            await (sees ? (Task)read : RefusedAsync(404, DiagnosticCodes.NotFound, () => read));
        }

        (int status, string code) = byTeam ? (403, DiagnosticCodes.Forbidden) : (404, DiagnosticCodes.NotFound);
        await RefusedAsync(status, code, () => bob.Skills.UpdateAsync(skill.Id, new() { Description = "mine" }, Token));
        await RefusedAsync(status, code, () => bob.Skills.DeleteAsync(skill.Id, Token));
        await RefusedAsync(404, DiagnosticCodes.NotFound, () => bob.Skills.PublishAsync("secret", new(), "red.stolen", Token));
    }

    [Fact]
    public async Task Skills_are_filtered()
    {
        await PublishAsync();
        Skill other = await (await AsAsync(Ann)).Skills.PublishAsync("support.refund", new() { Description = "Another" }, "red.another", Token);
        Assert.Equal(["red.another", "red.letters"], (await Ptm.Skills.ListAsync(new() { PromptId = "support.refund" }, Token)).Select(skill => skill.QualifiedName));
        Assert.Equal([other.Id], (await Ptm.Skills.ListAsync(new() { Team = "red" }, Token)).Select(skill => skill.Id));
        Assert.Equal([other.Id], (await Ptm.Skills.ListAsync(new() { Search = "ANOTHER" }, Token)).Select(skill => skill.Id));
        Assert.Empty(await Ptm.Skills.ListAsync(new() { PromptId = "nobody's" }, Token));
    }

    Task<Skill> PublishAsync() => Ptm.Skills.PublishAsync(
        "support.refund",
        new() { Description = "Writes letters", Files = new Dictionary<string, string> { ["references/tone.md"] = "be kind" } },
        "red.letters",
        Token);
}
