using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ptm;

/// <summary>Digests of the cases of a plan: their variables and what is checked, as written. Ids, descriptions and places are no content.</summary>
internal sealed class CaseContents
{
    static readonly JsonWriterOptions s_options = new() { MaxDepth = 1000, SkipValidation = true };

    readonly Dictionary<(string Prompt, string Case), uint> _digests = [];

    public CaseContents(EvalPlan plan)
    {
        foreach (PlannedCase planned in plan.Cases)
        {
            if (planned.Sample == 0 && !_digests.ContainsKey((planned.Prompt.Id, planned.Case.Id)))
            {
                _digests.Add((planned.Prompt.Id, planned.Case.Id), Digest(planned.Case));
            }
        }
    }

    /// <summary>Eight digits; null for a case that the plan does not have.</summary>
    public string? Of(string promptId, string caseId) =>
        _digests.TryGetValue((promptId, caseId), out uint digest) ? digest.ToString("x8", CultureInfo.InvariantCulture) : null;

    static uint Digest(TestCase test)
    {
        ArrayBufferWriter<byte> content = new(512);
        using Utf8JsonWriter writer = new(content, s_options);
        writer.WriteStartArray();
        test.Vars.WriteTo(writer);
        if (test.Threshold is { } threshold)
        {
            writer.WriteNumberValue(threshold);
        }

        foreach (Assertion assertion in test.Assertions)
        {
            Write(assertion, writer);
        }

        writer.WriteEndArray();
        writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.WrittenSpan, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    static void Write(Assertion assertion, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(assertion.Type);
        assertion.Value?.WriteTo(writer);
        writer.WriteNumberValue(assertion.Weight);
        if (assertion.Threshold is { } threshold)
        {
            writer.WriteNumberValue(threshold);
        }

        foreach (Assertion part in assertion.Assertions)
        {
            Write(part, writer);
        }

        writer.WriteEndArray();
    }
}
