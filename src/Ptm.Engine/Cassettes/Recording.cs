using System.Diagnostics.CodeAnalysis;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>A model's answer to one request, as a cassette keeps it.</summary>
internal sealed record Recording
{
    string? _order;
    string? _line;

    public Recording()
    {
    }

    // A copy is about to be changed, so it does not inherit what was derived.
    [SetsRequiredMembers]
    Recording(Recording other) => (Key, Request, Output, Note, Location) = (other.Key, other.Request, other.Output, other.Note, other.Location);

    public required string Key { get; init; }

    public required ModelRequest Request { get; init; }

    public required ModelOutput Output { get; init; }

    /// <summary>What a person wrote beside it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Where it is written; null for one that has just been made.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>Sorting by it, and then by sample, keeps prompts of one template together.</summary>
    public string Order => _order ??= CassetteKey.Canonical(Request with { Sample = 0 });

    /// <summary>The recording as a line of a file.</summary>
    public string Line => _line ??= RecordingWriter.Write(this);

    public static Recording Of(ModelRequest request, ModelOutput output) => new() { Key = CassetteKey.Of(request), Request = request, Output = output };
}
