using System.Collections.Frozen;
using System.Text.Json;
using Ptm.Engine.Grading.Assertions.Schemas.Formats;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>
/// Finds what a schema library would pass over in silence: a misspelt keyword or format checks nothing. promptfoo refuses both as well.
/// </summary>
internal static class SchemaKeywords
{
    static readonly FrozenSet<string> _draft7 = new[]
    {
        "$schema", "$id", "$ref", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "readOnly", "writeOnly",
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "format", "contentMediaType", "contentEncoding",
        "items", "additionalItems", "maxItems", "minItems", "uniqueItems", "contains",
        "maxProperties", "minProperties", "required", "properties", "patternProperties", "additionalProperties", "dependencies", "propertyNames",
        "if", "then", "else", "allOf", "anyOf", "oneOf", "not", "nullable",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string> _later = new[]
    {
        "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "minContains", "maxContains",
        "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "contentSchema", "deprecated",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static string? FirstFlaw(JsonElement schema)
    {
        bool later = schema.TryGetProperty("$schema", out JsonElement dialect)
            && dialect.ValueKind == JsonValueKind.String
            && !dialect.GetString()!.Contains("draft-0", StringComparison.Ordinal);
        return Walk(schema, later);
    }

    static string? Walk(JsonElement schema, bool later)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in schema.EnumerateObject())
        {
            string? flaw = Keyword(member.Name, later) ?? Inside(member, later);
            if (flaw is not null)
            {
                return flaw;
            }
        }

        return null;
    }

    static string? Keyword(string name, bool later) => _draft7.Contains(name) || (later && _later.Contains(name))
        ? null
        : _later.Contains(name)
            ? $"has the schema keyword \"{name}\" of a later draft; add \"$schema\": \"https://json-schema.org/draft/2020-12/schema\" to the schema"
            : $"has an unknown schema keyword \"{name}\". {NearestName.Hint(name, _draft7)}".TrimEnd();

    static string? Inside(JsonProperty member, bool later)
    {
        switch (member.Name)
        {
            case "format":
                return member.Value.ValueKind == JsonValueKind.String && !SchemaFormats.Knows(member.Value.GetString()!)
                    ? $"has an unknown format \"{member.Value.GetString()}\" in its schema. {NearestName.Hint(member.Value.GetString()!, SchemaFormats.Names)}"
                    : null;
            case "multipleOf":
                return member.Value.ValueKind == JsonValueKind.Number && member.Value.GetDouble() <= 0
                    ? $"has a multipleOf of {Quote.Cut(member.Value.GetRawText())} in its schema, which has to be above 0"
                    : null;
            case "$schema":
                return member.Value.ValueKind == JsonValueKind.String && !SchemaDialects.Knows(member.Value.GetString()!)
                    ? $"has a schema of the dialect {Quote.Of(member.Value.GetString()!)}, which is not known; there are {string.Join(", ", SchemaDialects.Names)}"
                    : null;
            case "$ref":
                return member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.Contains("://", StringComparison.Ordinal)
                    ? $"has a schema that refers to {member.Value.GetString()}, and nothing is loaded from elsewhere; put it under \"definitions\""
                    : null;
            case "items" or "additionalItems" or "contains" or "additionalProperties" or "propertyNames" or "if" or "then" or "else" or "not"
                or "unevaluatedItems" or "unevaluatedProperties" or "contentSchema":
                return member.Value.ValueKind == JsonValueKind.Array ? All(member.Value, later) : Walk(member.Value, later);
            case "allOf" or "anyOf" or "oneOf" or "prefixItems":
                return All(member.Value, later);
            case "properties" or "patternProperties" or "definitions" or "$defs" or "dependencies" or "dependentSchemas":
                return Members(member.Value, later);
            default:
                return null;
        }
    }

    static string? All(JsonElement schemas, bool later) =>
        schemas.ValueKind == JsonValueKind.Array ? schemas.EnumerateArray().Select(schema => Walk(schema, later)).FirstOrDefault(flaw => flaw is not null) : null;

    static string? Members(JsonElement schemas, bool later) =>
        schemas.ValueKind == JsonValueKind.Object ? schemas.EnumerateObject().Select(schema => Walk(schema.Value, later)).FirstOrDefault(flaw => flaw is not null) : null;
}
