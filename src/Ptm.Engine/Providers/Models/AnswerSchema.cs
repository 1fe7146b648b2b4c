using System.Text.Json;

namespace Ptm.Engine.Providers.Models;

/// <summary>The shape that an answer shall have, whoever asked for it: the profile's <c>response_format</c>, or the caller.</summary>
/// <param name="Schema">JSON Schema of the answer; null for any JSON object.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsStrict">Whether it can be held to strictly: every object is closed, and all its properties are required.</param>
internal sealed record AnswerSchema(JsonElement? Schema, string Name, bool IsStrict)
{
    const string DefaultName = "answer";

    /// <summary>The shape that the caller asks for.</summary>
    public static AnswerSchema? OfCaller(ModelRequest request) => request.ResponseFormat is { } schema ? new(schema, DefaultName, CanBeStrict(schema)) : null;

    /// <summary>The shape that a request asks for, for APIs that have another notion of it than OpenAI's; takes it out of the parameters.</summary>
    public static AnswerSchema? Take(ModelRequest request, RequestParameters parameters)
    {
        JsonElement? written = parameters.Take("response_format");
        return OfCaller(request) ?? Of(written);
    }

    /// <summary>Whether an answer of a request is an object and not its text, as in promptfoo: of a schema, and not of JSON as such.</summary>
    public static bool IsAskedFor(ModelRequest request) =>
        request.ResponseFormat is not null || (request.Parameters.TryGetValue("response_format", out JsonElement format) && Of(format) is { Schema: not null });

    static AnswerSchema? Of(JsonElement? format) => format is not { } written ? null : written.Text("type") switch
    {
        "json_schema" => (written.Member("json_schema", "schema") ?? written.Member("schema")) is { } schema
            ? new(schema, written.Text("json_schema", "name") ?? written.Text("name") ?? DefaultName, CanBeStrict(schema))
            : null,
        "json_object" => new(null, DefaultName, false),
        _ => null,
    };

    static bool CanBeStrict(JsonElement schema) => schema.ValueKind != JsonValueKind.Object || (schema.Member("properties") is not { ValueKind: JsonValueKind.Object } properties
        ? schema.Text("type") != "object" && (schema.Member("items") is not { } items || CanBeStrict(items))
        : schema.Member("additionalProperties") is { ValueKind: JsonValueKind.False }
            && properties.EnumerateObject().All(property => schema.Items("required").Any(name => name.ValueKind == JsonValueKind.String && name.ValueEquals(property.Name)) && CanBeStrict(property.Value)));
}
