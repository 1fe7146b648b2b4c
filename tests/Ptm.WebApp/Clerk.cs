using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Ptm.WebApp;

/// <summary>A chat client with a script, as a provider: it calls a tool and says what it was asked.</summary>
public sealed class Clerk : IChatClient
{
    [PtmProvider("clerk")]
    public static Task<IChatClient> HireAsync() => Task.FromResult<IChatClient>(new Clerk());

    public Task<ChatResponse> GetResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string asked = messages.Last().Text;
        FunctionCallContent call = new("1", "look_up", new Dictionary<string, object?>(StringComparer.Ordinal) { ["what"] = asked });
        return Task.FromResult(new ChatResponse(new Microsoft.Extensions.AI.ChatMessage(ChatRole.Assistant, [call, new TextContent("You asked: " + asked)])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }
}
