namespace Ptm.Server.Tests.Contract;

/// <summary>What holds of a library of files: it is changed in an editor.</summary>
public abstract class ReadOnlyPtmContract : PtmContract
{
    static readonly Dictionary<string, Func<IPtm, Task>> s_changes = new()
    {
        ["create_prompt"] = ptm => ptm.Prompts.CreateAsync(new() { Id = "a", Text = "b" }, Token),
        ["create_prompt of a file"] = async ptm => await ptm.Prompts.CreateAsync(await ptm.Prompts.GetAsync("support.refund", Token), Token),
        ["publish_skill"] = ptm => ptm.Skills.PublishAsync("support.refund", new(), cancellationToken: Token),
        ["update_skill"] = ptm => ptm.Skills.UpdateAsync("s1", new() { Description = "x" }, Token),
        ["delete_skill"] = ptm => ptm.Skills.DeleteAsync("s1", Token),
    };

    public static TheoryData<string> Changes => [.. s_changes.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_would_change_a_file_is_409_and_says_where_to_change_it(string operation)
    {
        PtmException error = await RefusedAsync(409, DiagnosticCodes.ReadOnly, () => s_changes[operation](Ptm));
        Assert.Contains("Change the files in an editor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_no_skills()
    {
        Assert.Empty(await Ptm.Skills.ListAsync(cancellationToken: Token));
        Assert.Empty(await Ptm.Skills.GetByPromptAsync("support.refund", Token));
    }
}
