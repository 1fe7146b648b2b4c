using System.Collections.Concurrent;
using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>A JSON Schema: draft 7 unless its <c>$schema</c> says otherwise, formats checked, nothing loaded from elsewhere.</summary>
internal sealed class SchemaValidator
{
    const int KnownSchemas = 500;

    static readonly TimeSpan _time = TimeSpan.FromSeconds(2);
    static readonly ConcurrentDictionary<string, SchemaValidator> _known = new(StringComparer.Ordinal);
    static readonly EvaluationOptions _options = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.List };

    readonly JsonSchema _schema;
    readonly bool _hasPatterns;

    SchemaValidator(JsonSchema schema, bool hasPatterns)
    {
        _schema = schema;
        _hasPatterns = hasPatterns;
    }

    /// <summary>The schema in a value: an object, or a text that holds one as JSON or YAML.</summary>
    public static SchemaValidator? Of(JsonElement value, out string? flaw)
    {
        flaw = null;
        string key = value.GetRawText();
        if (_known.TryGetValue(key, out SchemaValidator? known))
        {
            return known;
        }

        JsonElement schema = value;
        if (value.ValueKind == JsonValueKind.String && !SchemaText.TryParse(value.GetString()!, out schema))
        {
            flaw = "has a text as its schema that is neither JSON nor YAML";
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            flaw = "needs a JSON Schema as its value: an object, or a text that holds one";
            return null;
        }

        flaw = SchemaKeywords.FirstFlaw(schema);
        if (flaw is not null)
        {
            return null;
        }

        SchemaValidator? validator = Build(schema, ref flaw);
        if (validator is not null)
        {
            if (_known.Count >= KnownSchemas)
            {
                _known.Clear();
            }

            _known[key] = validator;
        }

        return validator;
    }

    /// <summary>Where and how a value breaks the schema; null when it does not.</summary>
    /// <exception cref="TimeoutException">A pattern of the schema backtracks without end on this value.</exception>
    public async ValueTask<string?> ViolationAsync(JsonElement value, CancellationToken cancellationToken)
    {
        // Patterns of the library's own have no time limit: those of patternProperties, and of a dialect that the schema names. Such a thread is left to finish alone.
        EvaluationResults results = _hasPatterns
            ? await Task.Run(() => _schema.Evaluate(value, _options), cancellationToken).WaitAsync(_time, cancellationToken).ConfigureAwait(false)
            : _schema.Evaluate(value, _options);
        if (results.IsValid)
        {
            return null;
        }

        foreach (EvaluationResults detail in results.Details ?? [])
        {
            if (detail.Errors is { Count: > 0 } errors)
            {
                (string _, string message) = errors.First();
                string place = detail.InstanceLocation.ToString();
                return $"{(place.Length == 0 ? "the value" : place)}: {message}";
            }
        }

        return "the value does not match";
    }

    static SchemaValidator? Build(JsonElement schema, ref string? flaw)
    {
        BuildOptions options = new() { Dialect = PatternKeyword.Draft07, SchemaRegistry = new SchemaRegistry() };
        try
        {
            JsonSchema built = JsonSchema.Build(SchemaDialect.Translate(schema), options);
            string text = schema.GetRawText();
            bool ownPatterns = text.Contains("\"patternProperties\"", StringComparison.Ordinal) || text.Contains("\"$schema\"", StringComparison.Ordinal);
            return new SchemaValidator(built, ownPatterns);
        }
#pragma warning disable CA1031 // The library has no common exception for a bad schema, and each of them means just that.
        catch (Exception error)
        {
            flaw = $"has an invalid schema: {error.Message}";
            return null;
        }
#pragma warning restore CA1031
    }
}
