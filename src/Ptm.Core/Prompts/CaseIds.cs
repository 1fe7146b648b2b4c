using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ptm;

/// <summary>
/// Gives the cases of one prompt, in order, ids that survive moving a case: its own <c>id</c>, else its description, else a hash of its content.
/// Twins end in <c>#2</c>, <c>#3</c>. Files and JSON follow the same rule. Not thread-safe.
/// </summary>
public sealed class CaseIds
{
    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>The id of the next case.</summary>
    /// <param name="id">The case's <c>id</c> as written; null for none.</param>
    /// <param name="description">Its description; may be empty.</param>
    /// <param name="vars">Its variables.</param>
    /// <param name="assertions">Its checks.</param>
    public string Next(string? id, string description, JsonElement vars, IReadOnlyList<Assertion> assertions)
    {
        string basis = BasisOf(id, description, vars, assertions);
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
    /// <param name="assertions">Its checks.</param>
    public static string BasisOf(string? id, string description, JsonElement vars, IReadOnlyList<Assertion> assertions)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(assertions);
        return id ?? (description.Length > 0 ? description : Hash(vars, assertions));
    }

    static string Hash(JsonElement vars, IReadOnlyList<Assertion> assertions)
    {
        StringBuilder content = new(Compact(vars));
        foreach (Assertion assertion in assertions)
        {
            content.Append('\n').Append(assertion.Type).Append('\n').Append(assertion.Value is { } value ? Compact(value) : null);
        }

        return "case-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())))[..8];
    }

    // White space and escapes of a request's JSON are nobody's content.
    static string Compact(JsonElement value)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
