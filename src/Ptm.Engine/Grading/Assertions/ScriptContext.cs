using System.Text;
using System.Text.Json;
using Ptm.Wire;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>The <c>context</c> that scripts see, in promptfoo's names.</summary>
internal static class ScriptContext
{
    /// <summary>Most scripts read <c>context.vars</c> and nothing else of the context, whose other parts then cost more than the script.</summary>
    public static bool NamesOnlyVars(string code)
    {
        for (int at = code.IndexOf("context", StringComparison.Ordinal); at >= 0; at = code.IndexOf("context", at + 1, StringComparison.Ordinal))
        {
            if (!code.AsSpan(at).StartsWith("context.vars", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !code.Contains("arguments", StringComparison.Ordinal)
            && !code.Contains("eval", StringComparison.Ordinal)
            && !code.Contains("\\u", StringComparison.Ordinal);
    }

    public static string ForAssertion(CheckInput input, bool onlyVars) => Write(writer =>
    {
        GradingInput grading = input.Grading;
        Vars(writer, grading);
        if (onlyVars)
        {
            return;
        }

        writer.WriteString("prompt", grading.Rendered.Text);
        Test(writer, grading.Planned ?? grading.Case);
        writer.WriteStartObject("provider");
        writer.WriteString("id", grading.ProviderIdentity?.Id ?? grading.Provider);
        writer.WriteString("label", grading.ProviderIdentity?.Label ?? grading.Provider);
        writer.WriteEndObject();
        if (grading.Output.LogProbs.Count > 0)
        {
            writer.WriteStartArray("logProbs");
            foreach (double logProb in grading.Output.LogProbs)
            {
                writer.WriteNumberValue(logProb);
            }

            writer.WriteEndArray();
        }

        Response(writer, input);
        if (input.Assertion.Config is { } config)
        {
            writer.WritePropertyName("config");
            config.WriteTo(writer);
        }

        Metadata(writer, grading.Output);
    });

    public static string ForTransform(GradingInput grading) => Write(writer =>
    {
        Vars(writer, grading);
        writer.WriteStartObject("prompt");
        writer.WriteString("label", grading.Prompt.Label ?? grading.Prompt.Id);
        writer.WriteString("raw", grading.Rendered.Text);
        writer.WriteEndObject();
        Metadata(writer, grading.Output);
    });

    static void Metadata(Utf8JsonWriter writer, ModelOutput output)
    {
        writer.WritePropertyName("metadata");
        (output.Metadata ?? s_empty).WriteTo(writer);
    }

    /// <summary>An assertion as a script sees it.</summary>
    public static string Of(Assertion assertion)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(writer, assertion);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static readonly JsonElement s_empty = JsonElement.Parse("{}"u8);

    static string Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static void Vars(Utf8JsonWriter writer, GradingInput grading)
    {
        writer.WritePropertyName("vars");
        grading.Case.Vars.WriteTo(writer);
    }

    // The case as written: its variables are not filled yet.
    static void Test(Utf8JsonWriter writer, TestCase test)
    {
        writer.WriteStartObject("test");
        if (test.Description.Length > 0)
        {
            writer.WriteString("description", test.Description);
        }

        writer.WritePropertyName("vars");
        test.Vars.WriteTo(writer);
        Write(writer, test.Assertions);
        if (test.Threshold is { } threshold)
        {
            writer.WriteNumber("threshold", threshold);
        }

        writer.WritePropertyName("options");
        (test.Setup.Options ?? s_empty).WriteTo(writer);
        writer.WritePropertyName("metadata");
        (test.Metadata ?? s_empty).WriteTo(writer);
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, IReadOnlyList<Assertion> assertions)
    {
        writer.WriteStartArray("assert");
        foreach (Assertion assertion in assertions)
        {
            Write(writer, assertion);
        }

        writer.WriteEndArray();
    }

    static void Write(Utf8JsonWriter writer, Assertion assertion)
    {
        writer.WriteStartObject();
        writer.WriteString("type", assertion.Type);
        Write(writer, "value", assertion.Value);
        if (assertion.Threshold is { } threshold)
        {
            writer.WriteNumber("threshold", threshold);
        }

        if (assertion.Metric is { } metric)
        {
            writer.WriteString("metric", metric);
        }

        if (assertion.Weight != 1)
        {
            writer.WriteNumber("weight", assertion.Weight);
        }

        if (assertion.Transform is { } transform)
        {
            writer.WriteString("transform", transform);
        }

        Write(writer, "config", assertion.Config);
        if (assertion.Provider is { } judges)
        {
            Write(writer, "provider", JudgeNamesDocument.Write(judges));
        }

        Write(writer, "rubricPrompt", assertion.RubricPrompt);
        if (assertion.ContextTransform is { } context)
        {
            writer.WriteString("contextTransform", context);
        }

        if (assertion.JudgeSamples is { } samples)
        {
            writer.WriteNumber("judge_samples", samples);
        }

        if (assertion.Assertions.Count > 0)
        {
            Write(writer, assertion.Assertions);
        }

        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { } given)
        {
            writer.WritePropertyName(name);
            given.WriteTo(writer);
        }
    }

    static void Response(Utf8JsonWriter writer, CheckInput input)
    {
        ModelOutput output = input.Grading.Output;
        writer.WriteStartObject("providerResponse");
        GradedOutput answer = input.Grading.Answer ?? input.Output;
        Value(writer, "output", answer.Json, answer.Text);
        if (output.Response is { ValueKind: JsonValueKind.Object } response)
        {
            foreach (JsonProperty member in response.EnumerateObject().Where(member => !s_ours.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }
        }
        else
        {
            Value(writer, "raw", output.Json, output.Text);
            Acts(writer, output);
        }

        Metadata(writer, output);
        writer.WriteBoolean("cached", output.Recorded);
        writer.WriteNumber("latencyMs", output.Latency.TotalMilliseconds);
        if (output.CostUsd is { } cost)
        {
            writer.WriteNumber("cost", cost);
        }

        if (output.FinishReason is { } reason)
        {
            writer.WriteString("finishReason", reason);
        }

        if (output.Tokens is { } tokens)
        {
            writer.WriteStartObject("tokenUsage");
            writer.WriteNumber("prompt", tokens.Prompt);
            writer.WriteNumber("completion", tokens.Completion);
            writer.WriteNumber("total", tokens.Total);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    static void Acts(Utf8JsonWriter writer, ModelOutput output)
    {
        if (output.ToolCalls.Count > 0)
        {
            writer.WriteStartArray("toolCalls");
            foreach (ToolCall call in output.ToolCalls)
            {
                writer.WriteStartObject();
                writer.WriteString("name", call.Name);
                Write(writer, "arguments", call.Arguments.ValueKind == JsonValueKind.Undefined ? s_empty : call.Arguments);
                if (call.Id is { } id)
                {
                    writer.WriteString("id", id);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (output.Steps.Count > 0)
        {
            writer.WriteStartArray("steps");
            foreach (ProviderStep step in output.Steps)
            {
                writer.WriteStartObject();
                writer.WriteString("name", step.Name);
                Write(writer, "detail", step.Detail is { ValueKind: JsonValueKind.Undefined } ? null : step.Detail);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    static readonly string[] s_ours = ["output", "metadata", "cached", "latencyMs", "cost", "finishReason", "tokenUsage"];

    static void Value(Utf8JsonWriter writer, string name, JsonElement? json, string text)
    {
        writer.WritePropertyName(name);
        if (json is { } value)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
