using System.Collections;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Cases;

/// <summary>The cases of a source that is read anew each time, a case at a time, because it may hold a million. Reading by position goes on from the last one that was read so.</summary>
internal sealed class StreamedCases : IReadOnlyList<TestCase>
{
    readonly IEnumerable<RawTestCase> _source;
    readonly IReadOnlySet<int> _twins;
    readonly Func<RawTestCase, bool>? _includes;
    readonly Cursor<TestCase> _cursor;
    readonly int _all;

    /// <param name="source">The cases as written, which can be read again from the start.</param>
    /// <param name="all">How many there are.</param>
    /// <param name="twins">Hashes of the ids that more than one of them has.</param>
    /// <param name="count">How many of them are in this list.</param>
    /// <param name="includes">Which of them are in this list; null for all.</param>
    public StreamedCases(IEnumerable<RawTestCase> source, int all, IReadOnlySet<int> twins, int count, Func<RawTestCase, bool>? includes = null)
    {
        _source = source;
        _all = all;
        _twins = twins;
        _includes = includes;
        Count = count;
        _cursor = new(Cases);
    }

    public int Count { get; }

    /// <summary>Whether no case says itself where and how often it runs.</summary>
    public required bool RunsAlike { get; init; }

    public TestCase this[int index] => _cursor[index];

    public IEnumerator<TestCase> GetEnumerator() => Cases().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerable<TestCase> Cases()
    {
        CaseIdSequence ids = new(_twins);
        int index = 0;
        SourceLocation? last = null;
        foreach (RawTestCase raw in _source)
        {
            if (index == _all)
            {
                throw Changed(raw.Location);
            }

            last = raw.Location;
            string id = ids.Next(CaseIds.BasisOf(raw.Id, raw.Description, raw.Vars));
            if (_includes?.Invoke(raw) != false)
            {
                yield return raw.ToTestCase(id, index);
            }

            index++;
        }

        if (index < _all)
        {
            throw Changed(last);
        }
    }

    PtmException Changed(SourceLocation? place) => new(new Diagnostic(
        DiagnosticCodes.InvalidValue,
        DiagnosticSeverity.Error,
        $"The file was changed while its cases ran: it no longer has the {_all} cases it had when it was checked. Run it again.",
        place));
}
