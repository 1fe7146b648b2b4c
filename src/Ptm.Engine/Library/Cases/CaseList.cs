using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Cases;

/// <summary>
/// The cases of a config. Each is read once, which finds what is wrong with it. Few are kept; many are not, and are read again as they are asked for
/// where their source can be read again: what it holds is only counted, and told from twins by hashes.
/// </summary>
internal sealed class CaseList
{
    const int MostKept = 1_000;

    readonly IEnumerable<RawTestCase> _source;
    readonly List<(RawTestCase Raw, TestCase Case)>? _kept;
    readonly HashSet<int> _twins = [];
    bool _namesPrompts;

    CaseList(IEnumerable<RawTestCase> source, bool isStreamed, Action<RawTestCase>? check)
    {
        _source = source;
        CaseIds ids = new();
        List<int> hashes = [];
        _kept = [];
        foreach (RawTestCase raw in source)
        {
            check?.Invoke(raw);
            _namesPrompts |= raw.Prompts.Count > 0;
            if (isStreamed)
            {
                hashes.Add(CaseIdSequence.HashOf(CaseIds.BasisOf(raw.Id, raw.Description, raw.Vars, raw.Assertions)));
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

    /// <summary>Reads every case once.</summary>
    /// <param name="source">The cases as written.</param>
    /// <param name="isStreamed">Whether the source can be read again from its start, and holds no more than a case while it is read.</param>
    /// <param name="check">Shown each case, to find what is wrong with it; null for nobody.</param>
    public static CaseList Read(IEnumerable<RawTestCase> source, bool isStreamed, Action<RawTestCase>? check = null) => new(source, isStreamed, check);

    /// <summary>The cases that a prompt is tested with: those that name no prompt, and those that name this one.</summary>
    /// <param name="isNamed">Whether a name means the prompt.</param>
    /// <param name="change">What becomes of each case; null for itself.</param>
    public IReadOnlyList<TestCase> For(Func<string, bool> isNamed, Func<TestCase, TestCase>? change = null)
    {
        bool Includes(RawTestCase raw) => raw.Prompts.Count == 0 || raw.Prompts.Any(isNamed);
        if (_kept is not null)
        {
            IEnumerable<TestCase> cases = _kept.Where(kept => Includes(kept.Raw)).Select(kept => kept.Case);
            return [.. change is null ? cases : cases.Select(change)];
        }

        Func<RawTestCase, bool>? includes = _namesPrompts ? Includes : null;
        return new StreamedCases(_source, Count, _twins, includes is null ? Count : _source.Count(includes), includes, change);
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
