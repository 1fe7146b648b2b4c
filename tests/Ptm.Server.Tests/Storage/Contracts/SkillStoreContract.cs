using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Storage.Contracts;

/// <summary>What holds of skills wherever they can be written.</summary>
public abstract class SkillStoreContract
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract ISkillStore Skills { get; }

    [Fact]
    public async Task A_skill_is_found_by_id_and_by_name_as_it_was()
    {
        StoredSkill skill = Skill("s1", "red.refund", ("SKILL.md", Samples.Awkward), ("scripts/ä.py", ""), ("empty\0nul", "a\0b"));
        await Skills.AddAsync(skill, Token);
        AssertSame(skill, await Skills.FindAsync("s1", Token));
        AssertSame(skill, await Skills.FindAsync("red.refund", Token));
        Assert.Null(await Skills.FindAsync("RED.refund", Token));
    }

    [Fact]
    public async Task An_id_goes_before_a_name()
    {
        await Skills.AddAsync(Skill("a.b", "first.one"), Token);
        await Skills.AddAsync(Skill("s2", "a.b"), Token);
        Assert.Equal("first.one", (await Skills.FindAsync("a.b", Token))?.Skill.QualifiedName);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_409()
    {
        await Skills.AddAsync(Skill("s1", "red.refund"), Token);
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Skills.AddAsync(Skill("s2", "red.refund"), Token));
        Assert.Equal(409, error.Status);
        Assert.Single(await Skills.ListAsync(Token));
    }

    [Fact]
    public async Task A_skill_takes_the_place_of_the_one_with_its_id_files_and_all()
    {
        await Skills.AddAsync(Skill("s1", "red.refund", ("old.md", "old"), ("both.md", "old")), Token);
        StoredSkill after = Skill("s1", "red.refund", ("both.md", "new")) with { Ownership = new("bob", null, VisibilityScope.OrgVisible) };
        Assert.True(await Skills.ReplaceAsync(after, Token));
        AssertSame(after, await Skills.FindAsync("s1", Token));
        Assert.False(await Skills.ReplaceAsync(Skill("absent", "x.y"), Token));
        Assert.Null(await Skills.FindAsync("absent", Token));
    }

    [Fact]
    public async Task A_skill_that_is_removed_is_gone_and_its_name_is_free()
    {
        await Skills.AddAsync(Skill("s1", "red.refund", ("a.md", "a")), Token);
        Assert.True(await Skills.RemoveAsync("s1", Token));
        Assert.False(await Skills.RemoveAsync("s1", Token));
        await Skills.AddAsync(Skill("s2", "red.refund"), Token);
        Assert.Empty((await Skills.FindAsync("red.refund", Token))!.Files);
    }

    [Fact]
    public async Task Skills_are_listed_by_qualified_name_in_ordinal_order()
    {
        string[] names = ["b.b", "B.a", "a.a", "🐙.a", "\uFF5E.a"];
        foreach (string name in names)
        {
            await Skills.AddAsync(Skill("id of " + name, name, ("a", name), ("b", name)), Token);
        }

        IReadOnlyList<StoredSkill> listed = await Skills.ListAsync(Token);
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Select(stored => stored.Skill.QualifiedName));
        Assert.All(listed, stored => Assert.Equal([stored.Skill.QualifiedName, stored.Skill.QualifiedName], stored.Files.Values));
    }

    static StoredSkill Skill(string id, string name, params (string Path, string Content)[] files) => new(
        new() { Id = id, QualifiedName = name, Name = name.Split('.')[^1], Description = Samples.Awkward, PromptId = "support.refund", PromptVersion = 3, Owner = "ann", CreatedAt = DateTimeOffset.UnixEpoch },
        Samples.Ann,
        files.ToDictionary(file => file.Path, file => file.Content));

    static void AssertSame(StoredSkill expected, StoredSkill? found)
    {
        Assert.NotNull(found);
        Assert.Equal((expected.Skill, expected.Ownership), (found.Skill, found.Ownership));
        Assert.Equal(expected.Files.OrderBy(file => file.Key, StringComparer.Ordinal), found.Files.OrderBy(file => file.Key, StringComparer.Ordinal));
    }
}
