using Microsoft.Extensions.AI;

namespace Ptm.Engine.Providers;

/// <summary>A provider or chat client that a method makes when it is first asked.</summary>
internal sealed class MadeProvider(string name, ProviderFactory factory, TimeProvider time) : IPromptProvider, IDescribedProvider
{
    IPromptProvider? _chat;

    public string Type => factory.Made == typeof(IChatClient) ? "chat_client" : "code";

    public string? Model => null;

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        if (factory.Made == typeof(IChatClient))
        {
            IChatClient client = await factory.GetAsync<IChatClient>(cancellationToken).ConfigureAwait(false);
            return await (_chat ??= new ChatClientProvider(name, client, time)).CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        }

        IPromptProvider provider = await factory.GetAsync<IPromptProvider>(cancellationToken).ConfigureAwait(false);
        return await ProgramCall.RunAsync($"Provider '{name}' ({factory.Place})", async (asked, token) => await provider.CompleteAsync(asked, token).ConfigureAwait(false), request, time, cancellationToken).ConfigureAwait(false);
    }
}
