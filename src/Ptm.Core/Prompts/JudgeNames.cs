namespace Ptm;

/// <summary>Names of the providers that judge, by what they do; each is a profile of the library or a promptfoo id.</summary>
public sealed record JudgeNames
{
    /// <summary>The provider for whatever is asked and has none of its own below; null for none.</summary>
    public string? Any { get; init; }

    /// <summary>The provider that judges in words; null for none of its own.</summary>
    public string? Text { get; init; }

    /// <summary>The provider that turns texts into vectors; null for none of its own.</summary>
    public string? Embedding { get; init; }

    /// <summary>The provider that sorts texts into classes; null for none of its own.</summary>
    public string? Classification { get; init; }

    /// <summary>The provider that flags what breaks rules; null for none of its own.</summary>
    public string? Moderation { get; init; }

    /// <summary>Every name once.</summary>
    internal IEnumerable<string> All => new[] { Any, Text, Embedding, Classification, Moderation }.OfType<string>().Distinct(StringComparer.Ordinal);
}
