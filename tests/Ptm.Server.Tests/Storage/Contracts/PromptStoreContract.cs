using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Storage.Contracts;

/// <summary>What holds of prompts wherever they can be written.</summary>
public abstract class PromptStoreContract
{
    static readonly Ownership s_ann = Samples.Ann;
    static readonly Ownership s_bob = new("bob", "blue", VisibilityScope.Private);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IPromptStore Prompts { get; }

    private protected abstract FakeTimeProvider Time { get; }

    [Fact]
    public async Task A_new_prompt_is_version_1_and_comes_back_as_it_was()
    {
        PromptDefinition prompt = Samples.Prompt() with { Text = Samples.Awkward };
        StoredPrompt added = await Prompts.AddAsync(prompt with { Version = 7, Hash = "wrong" }, s_ann, Token);
        StoredPrompt? found = await Prompts.FindAsync(prompt.Id, null, Token);
        Assert.Equal((1, PromptHash.Of(prompt), s_ann, Time.GetUtcNow(), "ann"), (added.Prompt.Version, added.Prompt.Hash, added.Ownership, added.CreatedAt, added.CreatedBy));
        Assert.NotNull(found);
        Assert.Equal(JsonSerializer.Serialize(added), JsonSerializer.Serialize(found));
        Assert.Equal(JsonSerializer.Serialize(prompt with { Version = 1, Hash = PromptHash.Of(prompt) }), JsonSerializer.Serialize(found.Prompt));
    }

    [Fact]
    public async Task A_proposal_is_a_version_that_nobody_gets_unasked_and_the_next_version_comes_after_it()
    {
        await Prompts.AddAsync(Samples.Prompt(), s_ann, Token);
        PromptDefinition better = Samples.Prompt(text: "Answer {{ question }} well");
        StoredPrompt? proposal = await Prompts.AddProposalAsync(better, "optimization/1", Token);
        Assert.Equal((2, true, "optimization/1", s_ann), (proposal!.Prompt.Version, proposal.IsProposal, proposal.CreatedBy, proposal.Ownership));
        Assert.Equal(2, (await Prompts.AddProposalAsync(better, "optimization/1", Token))!.Prompt.Version);
        Assert.Equal(3, (await Prompts.AddProposalAsync(better, "optimization/2", Token))!.Prompt.Version);
        Assert.Null(await Prompts.AddProposalAsync(Samples.Prompt("nobody.knows"), "optimization/1", Token));

        Assert.Equal(1, (await Prompts.FindAsync(better.Id, null, Token))!.Prompt.Version);
        Assert.Equal([1], (await Prompts.ListAsync(Token)).Select(stored => stored.Prompt.Version));
        Assert.Equal(better.Text, (await Prompts.FindAsync(better.Id, 2, Token))!.Prompt.Text);
        Assert.Equal(1, (await Prompts.AddAsync(Samples.Prompt(), s_ann, Token)).Prompt.Version);

        // Whoever takes it creates the prompt with its content.
        StoredPrompt taken = await Prompts.AddAsync(better, s_ann, Token);
        Assert.Equal((4, false), (taken.Prompt.Version, taken.IsProposal));
        Assert.Equal(4, (await Prompts.FindAsync(better.Id, null, Token))!.Prompt.Version);
        Assert.Equal([4, 3, 2, 1], (await Prompts.ListVersionsAsync(better.Id, Token)).Select(stored => stored.Prompt.Version));
    }

    [Fact]
    public async Task Equal_content_adds_no_version()
    {
        await Prompts.AddAsync(Samples.Prompt(), s_ann, Token);
        Time.Advance(TimeSpan.FromMinutes(1));
        StoredPrompt again = await Prompts.AddAsync(Samples.Prompt(), s_bob, Token);
        Assert.Equal((1, "ann", Time.GetUtcNow().AddMinutes(-1)), (again.Prompt.Version, again.CreatedBy, again.CreatedAt));
        Assert.Single(await Prompts.ListVersionsAsync(again.Prompt.Id, Token));
    }

    [Fact]
    public async Task Other_content_adds_a_version_whose_author_is_who_added_it_and_the_owner_stays()
    {
        await Prompts.AddAsync(Samples.Prompt(text: "one"), s_ann, Token);
        Time.Advance(TimeSpan.FromMinutes(1));
        StoredPrompt second = await Prompts.AddAsync(Samples.Prompt(text: "two"), s_bob, Token);
        Assert.Equal((2, s_ann, "bob", Time.GetUtcNow()), (second.Prompt.Version, second.Ownership, second.CreatedBy, second.CreatedAt));
        Assert.Equal(["two", "one"], (await Prompts.ListVersionsAsync(second.Prompt.Id, Token)).Select(version => version.Prompt.Text));
        Assert.Equal("one", (await Prompts.FindAsync(second.Prompt.Id, 1, Token))?.Prompt.Text);
        Assert.Equal("two", (await Prompts.FindAsync(second.Prompt.Id, null, Token))?.Prompt.Text);
    }

    [Fact]
    public async Task Content_of_an_earlier_version_is_a_new_version()
    {
        foreach (string text in new[] { "one", "two", "one" })
        {
            await Prompts.AddAsync(Samples.Prompt(text: text), s_ann, Token);
        }

        Assert.Equal([3, 2, 1], (await Prompts.ListVersionsAsync(Samples.Prompt().Id, Token)).Select(version => version.Prompt.Version ?? 0));
    }

    [Fact]
    public async Task A_scope_that_is_set_later_holds_for_every_version()
    {
        await Prompts.AddAsync(Samples.Prompt(text: "one"), s_ann with { VisibilityScope = VisibilityScope.OrgVisible }, Token);
        await Prompts.AddAsync(Samples.Prompt(text: "two") with { VisibilityScope = VisibilityScope.Private }, s_ann, Token);
        Assert.All(await Prompts.ListVersionsAsync(Samples.Prompt().Id, Token), version => Assert.Equal(VisibilityScope.Private, version.Ownership.VisibilityScope));
        StoredPrompt same = await Prompts.AddAsync(Samples.Prompt(text: "two") with { VisibilityScope = VisibilityScope.TeamVisible }, s_ann, Token);
        Assert.Equal((2, VisibilityScope.TeamVisible), (same.Prompt.Version, same.Ownership.VisibilityScope));
    }

    [Fact]
    public async Task The_newest_versions_are_listed_in_ordinal_order()
    {
        string[] ids = ["b", "a.z", "A", "\uFF5E", "🐙", "é"];
        foreach (string id in ids)
        {
            await Prompts.AddAsync(Samples.Prompt(id, "one"), s_ann, Token);
            await Prompts.AddAsync(Samples.Prompt(id, "two"), s_ann, Token);
        }

        IReadOnlyList<StoredPrompt> listed = await Prompts.ListAsync(Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), listed.Select(stored => stored.Prompt.Id));
        Assert.All(listed, stored => Assert.Equal((2, "two"), (stored.Prompt.Version, stored.Prompt.Text)));
    }

    [Theory]
    [InlineData("absent", null)]
    [InlineData("support.refund", 0)]
    [InlineData("support.refund", -1)]
    [InlineData("support.refund", 2)]
    [InlineData("SUPPORT.REFUND", null)]
    public async Task What_is_not_there_is_not_found(string id, int? version)
    {
        await Prompts.AddAsync(Samples.Prompt(), s_ann, Token);
        Assert.Null(await Prompts.FindAsync(id, version, Token));
    }

    [Fact]
    public async Task A_prompt_that_is_not_there_has_no_versions() => Assert.Empty(await Prompts.ListVersionsAsync("absent", Token));

    [Fact]
    public async Task Versions_that_are_added_at_once_are_numbered_without_a_gap()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => Prompts.AddAsync(Samples.Prompt(text: $"text {number}"), s_ann, Token), Token)));
        Assert.Equal(Enumerable.Range(1, 20).Reverse(), (await Prompts.ListVersionsAsync(Samples.Prompt().Id, Token)).Select(version => version.Prompt.Version ?? 0));
    }
}
