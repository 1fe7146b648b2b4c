using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Cases;

/// <summary>
/// The cases of a config. Each is read once, which finds what is wrong with it. Few are kept; many are not, and are read again as they are asked for
/// where their source can be read again: what it holds is only counted, and told from twins by hashes.
/// </summary>
internal sealed class CaseList
{
    /// <summary>The most cases of a source that can be read again that are kept.</summary>
    public const int MostKept = 1_000;

    readonly IEnumerable<RawTestCase> _source;
    readonly List<(RawTestCase Raw, TestCase Case)>? _kept;
    readonly Dictionary<string, int> _storedBy = new(StringComparer.Ordinal);
    readonly HashSet<int> _twins = [];
    readonly Lazy<IReadOnlyList<TestCase>> _all;
    bool _namesPrompts;
    bool _runsAlike = true;

    CaseList(IEnumerable<RawTestCase> source, bool isStreamed, Action<RawTestCase>? check)
    {
        _source = source;
        _all = new(() => Select(null));
        CaseIds ids = new();
        List<int> hashes = [];
        _kept = [];
        foreach (RawTestCase raw in source)
        {
            check?.Invoke(raw);
            Note(raw);
            if (isStreamed)
            {
                hashes.Add(CaseIdSequence.HashOf(CaseIds.BasisOf(raw.Id, raw.Description, raw.Vars)));
                _kept = Count < MostKept ? _kept : null;
            }

            _kept?.Add((raw, raw.ToTestCase(ids, Count)));
            Count++;
        }

        if (_kept is null)
        {
            AddTwins(hashes);
        }
    }

    public int Count { get; }

    /// <summary>Whether a case must not run beside others.</summary>
    public bool RunsAlone { get; private set; }

    /// <summary>The position of the first case that keeps its output under each name.</summary>
    public IReadOnlyDictionary<string, int> StoredBy => _storedBy;

    /// <summary>Reads every case once.</summary>
    /// <param name="source">The cases as written.</param>
    /// <param name="isStreamed">Whether the source can be read again from its start, and holds no more than a case while it is read.</param>
    /// <param name="check">Shown each case, to find what is wrong with it; null for nobody.</param>
    public static CaseList Read(IEnumerable<RawTestCase> source, bool isStreamed, Action<RawTestCase>? check = null) => new(source, isStreamed, check);

    /// <summary>The cases that a prompt is tested with: those that name no prompt, and those that name this one. Prompts that have all of them share one list.</summary>
    /// <param name="isNamed">Whether a name means the prompt.</param>
    public IReadOnlyList<TestCase> For(Func<string, bool> isNamed) =>
        _namesPrompts ? Select(raw => raw.Prompts.Count == 0 || raw.Prompts.Any(isNamed)) : _all.Value;

    IReadOnlyList<TestCase> Select(Func<RawTestCase, bool>? includes)
    {
        if (_kept is null)
        {
            return new StreamedCases(_source, Count, _twins, includes is null ? Count : _source.Count(includes), includes) { RunsAlike = _runsAlike };
        }

        TestCase[] kept = [.. _kept.Where(kept => includes?.Invoke(kept.Raw) != false).Select(kept => kept.Case)];
        return kept;
    }

    void Note(RawTestCase raw)
    {
        _namesPrompts |= raw.Prompts.Count > 0;
        _runsAlike &= raw.Setup is { Repeat: null, Providers.Count: 0 };
        RunsAlone |= raw.Setup.RunsAlone;
        if (raw.Setup.StoreOutputAs is { } name)
        {
            _storedBy.TryAdd(name, Count);
        }
    }

    void AddTwins(List<int> hashes)
    {
        hashes.Sort();
        for (int i = 1; i < hashes.Count; i++)
        {
            if (hashes[i] == hashes[i - 1])
            {
                _twins.Add(hashes[i]);
            }
        }
    }
}
