using Ptm.Engine.Providers;

namespace Ptm.Engine.Cassettes;

/// <summary>A model's answer to one request, as a cassette keeps it.</summary>
internal sealed record Recording
{
    public required string Key { get; init; }

    public required ModelRequest Request { get; init; }

    public required ModelOutput Output { get; init; }

    /// <summary>What a person wrote beside it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Where it is written; null for one that has just been made.</summary>
    public SourceLocation? Location { get; init; }

    public static Recording Of(ModelRequest request, ModelOutput output) => new() { Key = CassetteKey.Of(request), Request = request, Output = output };
}
