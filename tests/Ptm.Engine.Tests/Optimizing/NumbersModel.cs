using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>A model in code: right where its prompt asks for it, and a mutator that proposes to.</summary>
internal sealed class NumbersModel : IPromptProvider
{
    public const string Good = "Answer with the number alone.";

    /// <summary>What each answer costs, in USD.</summary>
    public const decimal AnswerUsd = 0.01m;

    readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _holdAfter = int.MaxValue;

    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentDictionary<(string Prompt, int Sample), int> Answered { get; } = [];

    /// <summary>Answers that were asked for though they had been given.</summary>
    public int Again => Answered.Values.Sum(times => times - 1);

    public Task Held => _held.Task;

    /// <summary>A library with the prompt <c>numbers</c>, of 30 cases none of which passes yet.</summary>
    public static void WriteLibrary(TempFolder folder)
    {
        folder.Write("ptm.yaml", "prompts: '*.p.yaml'\noptimization: { candidates_per_cycle: 2 }\n");
        folder.Write("numbers.p.yaml", "id: numbers\nprompt_text: \"Which number? {{ number }}\"\nprovider_profiles: [model]\ntests:\n"
            + string.Concat(Enumerable.Range(0, 30).Select(number => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: case-{number}, vars: {{ number: {number} }}, assert: [{{ type: equals, value: '{number}' }}] }}\n"))));
    }

    public void HoldAfter(int calls) => _holdAfter = calls;

    public void Release()
    {
        _holdAfter = int.MaxValue;
        _released.TrySetResult();
    }

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        string prompt = request.Prompt.Messages.Count > 0 ? string.Concat(request.Prompt.Messages.Select(message => message.Content)) : request.Prompt.Text;
        Calls.Enqueue(prompt);
        if (Calls.Count > _holdAfter)
        {
            _held.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
        }

        Answered.AddOrUpdate((prompt, request.Sample), 1, (_, count) => count + 1);
        string text = prompt.StartsWith("Which number?", StringComparison.Ordinal)
            ? prompt.Contains(Good, StringComparison.Ordinal) ? prompt.Split(' ')[2] : "The number is " + prompt
            : new JsonObject { ["diagnosis"] = "It says more.", ["rewrite"] = new JsonArray("Which number? {{ number }} " + Good + (request.Sample % 2 == 0 ? "" : " Please.")) }.ToJsonString();
        return new() { Text = text, CostUsd = AnswerUsd };
    }
}
