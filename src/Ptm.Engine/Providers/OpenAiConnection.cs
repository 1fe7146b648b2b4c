using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Ptm.Engine.Providers;

/// <summary>Connects an <see cref="OpenAiProvider"/> to the OpenAI client library; nothing else touches that library, so that it is loaded only here.</summary>
internal static class OpenAiConnection
{
    public static IPromptProvider Open(string name, Uri baseUrl, ApiKey? key, OpenAiProvider provider, ModelPrices prices, TimeProvider time)
    {
        OpenAIClientOptions options = new()
        {
            Endpoint = baseUrl,
            RetryPolicy = new BoundedRetries(time),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        options.AddPolicy(new AnswerCheck(name, key), PipelinePosition.PerCall);
        ChatClient client = new(provider.Model, new ApiKeyCredential(key?.Reveal() ?? "none"), options);
        return new ChatClientProvider(name, client.AsIChatClient(), time)
        {
            Type = "openai",
            Prices = prices,
            ToCall = request => ToCall(ModelRequest.From(provider.Model, provider.Parameters, request)),
            RawArguments = call => (call.RawRepresentation as ChatToolCall)?.FunctionArguments?.ToString(),
        };
    }

    // Messages, tools and parameters travel as they were written, so that nothing that a person set is lost or renamed on the way.
    static ChatCall ToCall(ModelRequest request) => new(
        [new Microsoft.Extensions.AI.ChatMessage(ChatRole.User, "")],
        new ChatOptions { RawRepresentationFactory = _ => WireFormat(request) });

    static ChatCompletionOptions WireFormat(ModelRequest request)
    {
        ChatCompletionOptions options = new();
#pragma warning disable SCME0001 // The patch is marked experimental; it is the library's only way to send what it has no property for.
        options.Patch.Set("$.messages"u8, BinaryData.FromString(request.Conversation.Messages.GetRawText()));
        if (request.Tools is { } tools)
        {
            options.Patch.Set("$.tools"u8, BinaryData.FromString(tools.GetRawText()));
        }

        foreach ((string name, JsonElement value) in request.Parameters)
        {
            options.Patch.Set(System.Text.Encoding.UTF8.GetBytes($"$['{name}']"), BinaryData.FromString(value.GetRawText()));
        }
#pragma warning restore SCME0001
        return options;
    }
}
