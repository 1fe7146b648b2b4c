using System.Collections.Concurrent;
using System.Text.Json;

namespace Ptm.Server.Tests.Contract;

/// <summary>A provider in code that follows a script and says so: it repeats the prompt; <c>[hold]</c> in it waits to be released, <c>[fail]</c> fails, <c>[deep]</c> calls a tool with arguments that nothing can hold.</summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing, and calls may end after the test.
internal sealed class ScriptedModel : IPromptProvider
#pragma warning restore CA1001
{
    public const string Name = "scripted";

    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly SemaphoreSlim _held = new(0);
    bool _holdsAll;

    public ConcurrentQueue<string> Asked { get; } = new();

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        string text = request.Prompt.Messages is [.., { } last] ? last.Content : request.Prompt.Text;
        Asked.Enqueue(text);
        if (_holdsAll || text.Contains("[hold]", StringComparison.Ordinal))
        {
            _held.Release();
            await _released.Task.WaitAsync(cancellationToken);
        }

        JsonElement deep = JsonElement.Parse(new string('[', 100) + new string(']', 100), new() { MaxDepth = 200 });
        return text.Contains("[fail]", StringComparison.Ordinal)
            ? throw new InvalidOperationException("the script says so")
            : new() { Text = "scripted: " + text, CostUsd = 0.01m, Tokens = new(3, 4), Latency = TimeSpan.FromMilliseconds(12), FinishReason = "stop", Model = Name, ToolCalls = text.Contains("[deep]", StringComparison.Ordinal) ? [new("call", deep)] : [] };
    }

    /// <summary>Waits until one more call is held.</summary>
    public async Task HeldAsync(CancellationToken cancellationToken) =>
        Assert.True(await _held.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken), "No case was evaluated.");

    /// <summary>Holds every call from now on.</summary>
    public void Hold() => _holdsAll = true;

    /// <summary>Lets every call go that is held, and all that come.</summary>
    public void Release() => _released.TrySetResult();
}
