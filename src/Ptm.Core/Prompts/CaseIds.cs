using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ptm;

/// <summary>
/// Gives the cases of one prompt, in order, ids that survive moving a case and editing its checks: its own <c>id</c>, else its description, else a hash of its variables.
/// Twins end in <c>#2</c>, <c>#3</c>. Files and JSON follow the same rule. Not thread-safe.
/// </summary>
public sealed class CaseIds
{
    static readonly JsonWriterOptions s_options = new() { MaxDepth = 1000 };

    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>The id of the next case.</summary>
    /// <param name="id">The case's <c>id</c> as written; null for none.</param>
    /// <param name="description">Its description; may be empty.</param>
    /// <param name="vars">Its variables.</param>
    public string Next(string? id, string description, JsonElement vars)
    {
        string basis = BasisOf(id, description, vars);
        int count = _taken[basis] = _taken.GetValueOrDefault(basis) + 1;
        if (count == 1)
        {
            return basis;
        }

        // "a", "a", "a#2" written by a person: the second "a" takes the next free number.
        string numbered;
        do
        {
            numbered = $"{basis}#{count++}";
        }
        while (_taken.ContainsKey(numbered));
        _taken[basis] = count - 1;
        _taken[numbered] = 1;
        return numbered;
    }

    /// <summary>What the id of a case begins with, and is where the case has no twin before it.</summary>
    /// <param name="id">The case's <c>id</c> as written; null for none.</param>
    /// <param name="description">Its description; may be empty.</param>
    /// <param name="vars">Its variables.</param>
    public static string BasisOf(string? id, string description, JsonElement vars)
    {
        ArgumentNullException.ThrowIfNull(description);
        return id ?? (description.Length > 0 ? description : Hash(vars));
    }

    // White space and escapes of a request's JSON are nobody's content.
    static string Hash(JsonElement vars)
    {
        ArrayBufferWriter<byte> content = new(512);
        using Utf8JsonWriter writer = new(content, s_options);
        vars.WriteTo(writer);
        writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.WrittenSpan, hash);
        return "case-" + Convert.ToHexStringLower(hash[..4]);
    }
}
