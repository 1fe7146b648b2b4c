using System.Text.Json;
using Microsoft.Extensions.AI;
using Ptm.Engine.Providers.Models.Prices;

namespace Ptm.Engine.Providers;

/// <summary>A model behind any <see cref="IChatClient"/>.</summary>
internal sealed class ChatClientProvider : IPromptProvider, IDescribedProvider
{
    static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    readonly string _name;
    readonly IChatClient _client;
    readonly TimeProvider _time;

    public ChatClientProvider(string name, IChatClient client, TimeProvider time)
    {
        (_name, _client, _time) = (name, client, time);
        Model = client.GetService<ChatClientMetadata>()?.DefaultModelId;
    }

    public string Type { get; init; } = "chat_client";

    public string? Model { get; }

    public ModelPrices Prices { get; init; } = ModelPrices.Unknown;

    /// <summary>How a request becomes a call.</summary>
    public Func<ProviderRequest, ChatCall> ToCall { get; init; } = ChatCall.From;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        ChatCall call = ToCall(request);
        long start = _time.GetTimestamp();
        ChatResponse response;
        try
        {
            response = await _client.GetResponseAsync(call.Messages, call.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (PtmException)
        {
            throw;
        }
        catch (Exception thrown)
        {
            throw Fault.Of(DiagnosticCodes.ProviderFailed, $"Provider '{_name}' could not answer: {thrown.GetType().Name}: {thrown.Message}", inner: thrown);
        }

        return Read(response, _time.GetElapsedTime(start));
    }

    ModelOutput Read(ChatResponse response, TimeSpan latency)
    {
        List<AIContent> contents = [.. response.Messages.SelectMany(message => message.Contents)];
        TokenUsage? tokens = response.Usage is { InputTokenCount: { } prompt, OutputTokenCount: { } completion } usage
            ? SensibleUsage.Of(new(prompt, completion) { CachedPrompt = usage.CachedInputTokenCount ?? 0, Reasoning = usage.ReasoningTokenCount ?? 0 })
            : null;

        // A refusal comes beside the text; to the reader, and to every check, it is what the model said.
        string text = response.Text is { Length: > 0 } said ? said : string.Concat(contents.OfType<ErrorContent>().Select(refusal => refusal.Message));
        return new ModelOutput
        {
            Text = text,
            ToolCalls = [.. contents.OfType<FunctionCallContent>().Select(call => new ToolCall(call.Name, Arguments(call), call.CallId is { Length: > 0 } id ? id : null))],
            Tokens = tokens,
            CostUsd = Prices.CostOf(tokens),
            Latency = latency,
            FinishReason = response.FinishReason?.Value,
            Model = response.ModelId,
        };
    }

    static JsonElement Arguments(FunctionCallContent call) =>
        JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
