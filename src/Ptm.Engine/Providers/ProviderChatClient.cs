using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Ptm.Engine.Running;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Ptm.Engine.Providers;

/// <summary>
/// A provider as an <see cref="IChatClient"/>: recorded, limited and priced as it is. The provider's own parameters hold; of the options a JSON schema of the
/// answer is passed on, and tools, which it cannot take, are refused.
/// </summary>
/// <param name="name">The provider's name.</param>
/// <param name="complete">Asks it.</param>
internal sealed class ProviderChatClient(string name, Func<ProviderRequest, CancellationToken, Task<ModelOutput>> complete) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<AiChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException($"The provider '{name}' takes no tools as a chat client.");
        }

        ChatMessage[] chat = [.. options?.Instructions is { Length: > 0 } instructions ? [new ChatMessage("system", instructions)] : Array.Empty<ChatMessage>(), .. messages.Select(Message)];
        JsonElement? schema = (options?.ResponseFormat as ChatResponseFormatJson)?.Schema;
        ModelOutput output = await complete(new() { Prompt = new() { Text = PromptRenderer.ToJson(chat), Messages = chat }, ResponseFormat = schema }, cancellationToken).ConfigureAwait(false);
        return new(new AiChatMessage(ChatRole.Assistant, output.Text))
        {
            ModelId = output.Model,
            FinishReason = output.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
            Usage = output.Tokens is { } tokens ? new() { InputTokenCount = tokens.Prompt, OutputTokenCount = tokens.Completion, TotalTokenCount = tokens.Total } : null,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<AiChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(name)
        : serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose()
    {
        // The provider is the engine's.
    }

    ChatMessage Message(AiChatMessage message) => message.Contents.All(content => content is TextContent)
        ? new(message.Role.Value, message.Text)
        : throw new NotSupportedException($"The provider '{name}' takes texts as a chat client, and a message holds something else.");
}
