using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ptm.Engine.Grading;

namespace Ptm.Engine.Cassettes;

/// <summary>Writes a recording as one line of JSON that people can read and edit.</summary>
internal static partial class RecordingWriter
{
    static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Recording recording) => Line(writer =>
    {
        writer.WriteString("key", recording.Key);
        writer.WriteString("model", recording.Request.Model);
        WriteParameters(writer, recording);
        if (recording.Request.Conversation is { Text: { } text })
        {
            writer.WriteString("prompt", text);
        }
        else
        {
            WriteMember(writer, "messages", recording.Request.Conversation.Messages);
        }

        if (recording.Request.Tools is { } tools)
        {
            WriteMember(writer, "tools", tools);
        }

        if (recording.Request.ResponseFormat is { } format)
        {
            WriteMember(writer, "response_format", format);
        }

        if (recording.Request.TopLogProbs > 0)
        {
            writer.WriteNumber("top_logprobs", recording.Request.TopLogProbs);
        }

        writer.WriteNumber("sample", recording.Request.Sample);
        WriteOutput(writer, recording.Output);
        if (recording.Note is { } note)
        {
            writer.WriteString("note", note);
        }
    });

    public static string WriteComment(string comment) => Line(writer => writer.WriteString("comment", comment));

    static void WriteParameters(Utf8JsonWriter writer, Recording recording)
    {
        List<KeyValuePair<string, JsonElement>> parameters = [.. CassetteKey.WithEffect(recording.Request.Parameters)];
        if (parameters.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("parameters");
        foreach ((string name, JsonElement value) in parameters)
        {
            WriteMember(writer, name, value);
        }

        writer.WriteEndObject();
    }

    static void WriteOutput(Utf8JsonWriter writer, ModelOutput output)
    {
        writer.WriteStartObject("output");
        if (output.Json is not { } json)
        {
            writer.WriteString("text", output.Text);
        }
        else
        {
            if (output.Text != CompactJson.Of(json))
            {
                writer.WriteString("text", output.Text);
            }

            WriteMember(writer, "json", json);
        }

        if (output.ToolCalls.Count > 0)
        {
            writer.WriteStartArray("tool_calls");
            foreach (ToolCall call in output.ToolCalls)
            {
                writer.WriteStartObject();
                writer.WriteString("name", call.Name);
                WriteMember(writer, "arguments", call.Arguments);
                if (call.Id is { } id)
                {
                    writer.WriteString("id", id);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (output.Tokens is { } tokens)
        {
            writer.WriteStartObject("tokens");
            writer.WriteNumber("prompt", tokens.Prompt);
            writer.WriteNumber("completion", tokens.Completion);
            if (tokens.CachedPrompt > 0)
            {
                writer.WriteNumber("cached_prompt", tokens.CachedPrompt);
            }

            if (tokens.Reasoning > 0)
            {
                writer.WriteNumber("reasoning", tokens.Reasoning);
            }

            writer.WriteEndObject();
        }

        if (output.CostUsd is { } cost)
        {
            writer.WriteNumber("cost_usd", cost);
        }

        writer.WriteNumber("latency_ms", Math.Round((decimal)output.Latency.TotalMilliseconds, 1));
        if (output.FinishReason is { } reason)
        {
            writer.WriteString("finish_reason", reason);
        }

        if (output.Model is { } model)
        {
            writer.WriteString("model", model);
        }

        WriteLogProbs(writer, output);
        if (output.Metadata is { } metadata)
        {
            WriteMember(writer, "metadata", metadata);
        }

        writer.WriteEndObject();
    }

    static void WriteLogProbs(Utf8JsonWriter writer, ModelOutput output)
    {
        if (output.TokenLogProbs.Count > 0)
        {
            WriteLogProbs(writer, "logprobs", output.TokenLogProbs);
        }
        else if (output.LogProbs.Count > 0)
        {
            writer.WriteStartArray("logprobs");
            foreach (double logProb in output.LogProbs)
            {
                writer.WriteNumberValue(Whole(logProb));
            }

            writer.WriteEndArray();
        }
    }

    static void WriteLogProbs(Utf8JsonWriter writer, string name, IReadOnlyList<TokenLogProb> tokens)
    {
        writer.WriteStartArray(name);
        foreach (TokenLogProb token in tokens)
        {
            writer.WriteStartObject();
            writer.WriteString("token", token.Token);
            writer.WriteNumber("logprob", Whole(token.LogProb));
            if (token.Alternatives.Count > 0)
            {
                WriteLogProbs(writer, "top", token.Alternatives);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A token that cannot be is told as minus infinity, which JSON has no number for.
    static double Whole(double logProb) => double.IsFinite(logProb) ? logProb : -9999;

    // JsonElement.WriteTo keeps the escapes of the source; written anew, letters come out as letters.
    static void WriteMember(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, value);
    }

    static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    WriteMember(writer, member.Name, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    static string Line(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, s_readable))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        // The encoder escapes everything beyond the basic plane; people read emoji better than their halves.
        return EscapedPair().Replace(Encoding.UTF8.GetString(buffer.WrittenSpan), found => found.Value == @"\\" ? found.Value : Pair(found.Value));
    }

    static string Pair(string escaped) => new([Half(escaped.AsSpan(2, 4)), Half(escaped.AsSpan(8, 4))]);

    static char Half(ReadOnlySpan<char> digits) => (char)ushort.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // An escaped backslash is matched too, so that what follows it is not taken for an escape.
    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EscapedPair();
}
