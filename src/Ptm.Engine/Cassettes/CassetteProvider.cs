using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>A model whose answers are recorded and replayed, as the store's mode says.</summary>
internal sealed class CassetteProvider(
    string name, string model, IReadOnlyDictionary<string, JsonElement> parameters, IPromptProvider inner, CassetteStore cassettes) : IPromptProvider, IDescribedProvider
{
    const int PromptShown = 60;

    public string Type => (inner as IDescribedProvider)?.Type ?? "code";

    public string? Model => (inner as IDescribedProvider)?.Model ?? model;

    public IReadOnlyDictionary<string, JsonElement> Parameters => parameters;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        if (cassettes.Mode == CassetteMode.Off)
        {
            return await inner.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ModelRequest asked = ModelRequest.From(model, parameters, request);
        string key = CassetteKey.Of(asked);
        if (cassettes.Mode != CassetteMode.Record && cassettes.Find(key) is { } found)
        {
            return Replayed(found);
        }

        if (cassettes.Mode == CassetteMode.Replay)
        {
            throw Missing(asked);
        }

        using IDisposable turn = await cassettes.AskAloneAsync(key, cancellationToken).ConfigureAwait(false);
        if (cassettes.Mode == CassetteMode.Auto && cassettes.Find(key) is { } recordedMeanwhile)
        {
            return Replayed(recordedMeanwhile);
        }

        ModelOutput output = await inner.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsWhole(output))
        {
            cassettes.CountUnkept();
        }
        else
        {
            await StoreAsync(Recording.Of(asked, output)).ConfigureAwait(false);
        }

        return output;
    }

    async Task StoreAsync(Recording recording)
    {
        try
        {
            await cassettes.StoreAsync(recording).ConfigureAwait(false);
        }
        catch (PtmException lost)
        {
            // The call was made and may have been charged, whatever became of its answer.
            throw Fault.Of(DiagnosticCodes.ProviderFailed, lost.Diagnostics[0].Message, lost.Diagnostics[0].Location, lost);
        }
    }

    // A model that says nothing says at least why it stopped; what says neither is the rest of a call that broke.
    // One that was cut off at the length that was asked for is whole of its kind; a word that nobody knows may mean anything.
    static bool IsWhole(ModelOutput output) => (output.Text.Length > 0 || output.ToolCalls.Count > 0 || output.Json is not null || output.FinishReason is not null)
        && (FinishReasons.IsWhole(output.FinishReason) || FinishReasons.IsCut(output.FinishReason));

    static ModelOutput Replayed(Recording recording) => recording.Output with { Recorded = true };

    PtmException Missing(ModelRequest asked)
    {
        string prompt = asked.Conversation.Text ?? asked.Conversation.Messages.GetRawText();
        string shown = prompt.Length > PromptShown ? prompt[..PromptShown] + "…" : prompt;
        string near = cassettes.FindNearest(asked) is { } other ? $" The nearest recording, at {other.Location}, is of another request: {string.Join("; ", RequestDifference.Of(asked, other.Request))}." : "";
        return Fault.Of(
            DiagnosticCodes.RecordingMissing,
            $"Provider '{name}' has no recorded answer of {model} to \"{shown.ReplaceLineEndings(" ")}\" in {cassettes.Folder}, and cassettes are on replay.{near} To call the model and record: {cassettes.RecordCommand(asked.Sample)}");
    }
}
