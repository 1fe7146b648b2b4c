using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Library;
using Ptm.Engine.Running.Comparisons;

namespace Ptm.Engine.Running.Sessions;

/// <summary>What the cases of one run leave behind for later ones: outputs kept under a name, and conversations. Nothing of it is ever rendered as a template.</summary>
internal sealed class RunSession
{
    // Most sessions are of one case and hold nothing.
    const int AtOnce = 1;

    readonly ConcurrentDictionary<(string Config, string Name), JsonElement> _stored = new(AtOnce, 1);
    readonly ConcurrentDictionary<(string Prompt, string Provider, string Conversation), IReadOnlyList<ConversationTurn>> _conversations = new(AtOnce, 1);

    readonly ConcurrentDictionary<RunRules, Lazy<Task>> _begun = new(AtOnce, 1, ReferenceEqualityComparer.Instance);
    readonly ConcurrentDictionary<RunRules, ConcurrentQueue<(PlannedCase Case, CaseResult Result)>> _results = new(AtOnce, 1, ReferenceEqualityComparer.Instance);

    readonly ConcurrentDictionary<(string Prompt, string Case, string Provider, int Sample), UnfinishedCase> _unfinished = new(AtOnce, 1);

    long _started;

    /// <summary>The run that this session of a single case is part of: it begins once, and its time is one. Null where this is the run.</summary>
    public RunSession? Run { get; init; }

    /// <summary>Whether the outputs of cases that ask for it are compared once they are all there.</summary>
    public bool ComparesOutputs { get; init; }

    /// <summary>Leaves what is not compared yet.</summary>
    public void Leave(PlannedCase planned, UnfinishedCase unfinished) => _unfinished[CaseOf(planned)] = unfinished;

    /// <summary>What was left of a case; null for nothing.</summary>
    public UnfinishedCase? TakeUnfinished(PlannedCase planned) => _unfinished.TryRemove(CaseOf(planned), out UnfinishedCase? unfinished) ? unfinished : null;

    static (string, string, string, int) CaseOf(PlannedCase planned) => (planned.Prompt.Id, planned.Case.Id, planned.Provider, planned.Sample);

    /// <summary>Time since this was first asked.</summary>
    public TimeSpan Elapsed(TimeProvider time)
    {
        if (Run is not null)
        {
            return Run.Elapsed(time);
        }

        Interlocked.CompareExchange(ref _started, time.GetTimestamp(), 0);
        return time.GetElapsedTime(Interlocked.Read(ref _started));
    }

    /// <summary>Does what a config wants done before its first case, once.</summary>
    public Task BeginAsync(RunRules rules, Func<Task> begin) => Run?.BeginAsync(rules, begin) ?? _begun.GetOrAdd(rules, _ => new(begin)).Value;

    /// <summary>Keeps a result for the hooks that want them all.</summary>
    public void Keep(RunRules rules, PlannedCase planned, CaseResult result) => _results.GetOrAdd(rules, _ => []).Enqueue((planned, result));

    /// <summary>The configs that have begun, with the results that were kept.</summary>
    public IEnumerable<(RunRules Rules, IReadOnlyCollection<(PlannedCase Case, CaseResult Result)> Results)> Begun =>
        _begun.Keys.Select(rules => (rules, (IReadOnlyCollection<(PlannedCase, CaseResult)>)_results.GetValueOrDefault(rules, [])));

    /// <summary>The outputs kept by the cases of a config.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> StoredIn(string config) =>
        from stored in _stored
        where stored.Key.Config == config
        orderby stored.Key.Name
        select KeyValuePair.Create(stored.Key.Name, stored.Value);

    public bool Has(string config, string name) => _stored.ContainsKey((config, name));

    public void Store(string config, string name, JsonElement output) => _stored[(config, name)] = output;

    public IReadOnlyList<ConversationTurn> Conversation(PlannedCase planned) => _conversations.GetValueOrDefault(Key(planned), []);

    public void Continue(PlannedCase planned, ConversationTurn turn) =>
        _conversations.AddOrUpdate(Key(planned), [turn], (_, turns) => [.. turns, turn]);

    public static bool AreOfOneConversation(PlannedCase one, PlannedCase other) => Key(one) == Key(other);

    /// <summary>Takes over what a case left behind in a session of its own.</summary>
    public void Take(RunSession other, PlannedCase left)
    {
        string config = CaseVariables.ConfigOf(left);
        if (left.Case.Setup.StoreOutputAs is { } name && other._stored.TryGetValue((config, name), out JsonElement output))
        {
            Store(config, name, output);
        }

        _conversations[Key(left)] = other.Conversation(left);
    }

    static (string Prompt, string Provider, string Conversation) Key(PlannedCase planned) => (planned.Prompt.Id, planned.Provider, ConversationId(planned.Case));

    /// <summary>Which conversation a case is a turn of; empty for the one that has no name.</summary>
    public static string ConversationId(TestCase test) =>
        test.Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty("conversationId", out JsonElement id)
            ? id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText()
            : "";
}
