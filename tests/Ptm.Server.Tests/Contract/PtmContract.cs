using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Stores;

namespace Ptm.Server.Tests.Contract;

/// <summary>What holds of every <see cref="IPtm"/>, in process and through client, socket and server. What passes on one side only is a defect.</summary>
public abstract partial class PtmContract : IAsyncLifetime
{
    const string Refund = "support.refund";
    const string Summarizer = "my_team.summarizer";

    PtmSide _side = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static PtmCaller Ann { get; } = new() { Name = "ann", Team = "red" };

    private protected static PtmCaller Bob { get; } = new() { Name = "bob", Team = "red" };

    private protected static PtmCaller Cleo { get; } = new() { Name = "cleo", Team = "blue" };

    private protected IPtm Ptm => _side.Ptm;

    private protected string Owner => _side.Owner;

    private protected ScriptedModel Model => _side.Model;

    public async ValueTask InitializeAsync() => _side = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        Model.Release();
        await _side.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<PtmSide> OpenAsync();

    private protected Task<IPtm> AsAsync(PtmCaller caller) => _side.AsAsync(caller);

    private protected static async Task<PtmException> RefusedAsync(int status, string code, Func<Task> call)
    {
        PtmException error = await Assert.ThrowsAnyAsync<PtmException>(call);
        Assert.True((status, code) == (error.Status, error.Diagnostics[0].Code), $"{error.Status} {error.Diagnostics[0].Code}, and {status} {code} was expected: {error.Message}");
        return error;
    }

    /// <summary>A prompt that is given whole, with a case for each text.</summary>
    internal static ManualEval Manual(params string[] texts) => new()
    {
        Prompt = new()
        {
            Id = "manual",
            Text = "Say {{ text }}",
            ProviderProfiles = [ScriptedModel.Name],
            Tests = [.. texts.Select((text, index) => Case(text, index))],
        },
    };

    private protected static TestCase Case(string text, int index = 0) => new()
    {
        Id = $"case {index}",
        Index = index,
        Vars = JsonElement.Parse(new JsonObject { ["text"] = text }.ToJsonString()),
        Assertions = [new() { Type = "contains", Value = JsonElement.Parse("\"Say\"") }],
    };

    private protected async Task<RunResult> RunAsync(ManualEval manual)
    {
        RunResult started = await Ptm.Evaluations.RunManualAsync(manual, Token);
        return await Ptm.Runs.WaitAsync(started.RunKey, cancellationToken: Token);
    }
}
