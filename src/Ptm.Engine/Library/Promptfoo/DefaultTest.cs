using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Merges <c>defaultTest</c> into a case: its variables and options where the case has none, its assertions before the case's.</summary>
internal static class DefaultTest
{
    public static RawTestCase Merge(RawTestCase test, RawTestCase? defaults) => defaults is null ? test : test with
    {
        Vars = Merge(defaults.Vars, test.Vars),
        Assertions = test.DisablesDefaultAsserts ? test.Assertions : [.. defaults.Assertions, .. test.Assertions],
        Threshold = test.Threshold ?? defaults.Threshold,
        Prompts = test.Prompts.Count > 0 ? test.Prompts : defaults.Prompts,
        Transform = test.Transform ?? defaults.Transform,
        Prefix = string.IsNullOrEmpty(test.Prefix) ? defaults.Prefix : test.Prefix,
        Suffix = string.IsNullOrEmpty(test.Suffix) ? defaults.Suffix : test.Suffix,
        ExpandsLists = test.ExpandsLists ?? defaults.ExpandsLists,
        Metadata = Merge(defaults.Metadata, test.Metadata),
        Setup = Merge(test.Setup, defaults.Setup),
        Unsupported = [.. test.Unsupported, .. defaults.Unsupported],
    };

    static CaseSetup Merge(CaseSetup own, CaseSetup defaults) =>
        ReferenceEquals(defaults, CaseSetup.None) ? own
        : ReferenceEquals(own, CaseSetup.None) ? defaults
        : own with
        {
            Providers = own.Providers.Count > 0 ? own.Providers : defaults.Providers,
            Provider = own.Provider ?? defaults.Provider,
            ProviderOutput = own.ProviderOutput ?? defaults.ProviderOutput,
            Repeat = own.Repeat ?? defaults.Repeat,
            TransformVars = own.TransformVars ?? defaults.TransformVars,
            StoreOutputAs = own.StoreOutputAs ?? defaults.StoreOutputAs,
            ScoringFunction = own.ScoringFunction ?? defaults.ScoringFunction,
            DisablesConversation = own.DisablesConversation || defaults.DisablesConversation,
            RunsAlone = own.RunsAlone || defaults.RunsAlone,
            Judges = own.Judges ?? defaults.Judges,
            RubricPrompt = own.RubricPrompt ?? defaults.RubricPrompt,
            Factuality = own.Factuality ?? defaults.Factuality,
            Options = Merge(defaults.Options, own.Options),
        };

    static JsonElement? Merge(JsonElement? defaults, JsonElement? own) => (defaults, own) switch
    {
        (null, _) => own,
        (_, null) => defaults,
        ({ } first, { } second) => Merge(first, second),
    };

    static JsonElement Merge(JsonElement defaults, JsonElement own)
    {
        if (defaults.GetPropertyCount() == 0)
        {
            return own;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in defaults.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                (own.TryGetProperty(property.Name, out JsonElement value) ? value : property.Value).WriteTo(writer);
            }

            foreach (JsonProperty property in own.EnumerateObject())
            {
                if (!defaults.TryGetProperty(property.Name, out _))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
