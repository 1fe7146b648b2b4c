using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>A JSON Schema: draft 7 unless its <c>$schema</c> says otherwise, formats checked, nothing loaded from elsewhere.</summary>
internal sealed class SchemaValidator
{
    const int KnownSchemas = 500;

    const int MaxReferences = 2_000;

    /// <summary>Bytes of JSON that a schema of any size is done with at once.</summary>
    const int LongValue = 100_000;

    /// <summary>Levels of a value that references can follow on any thread's stack.</summary>
    const int ShallowValue = 16;

    static readonly TimeSpan _time = TimeSpan.FromSeconds(5);
    static readonly ConcurrentDictionary<string, SchemaValidator> _known = new(StringComparer.Ordinal);
    static readonly EvaluationOptions _options = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.List };

    readonly JsonSchema _schema;
    readonly bool _hasReferences;

    SchemaValidator(JsonSchema schema, bool hasReferences)
    {
        _schema = schema;
        _hasReferences = hasReferences;
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
    /// <exception cref="TimeoutException">A pattern of the schema backtracks without end on this value, or its references multiply the work.</exception>
    /// <exception cref="InsufficientExecutionStackException">The value nests deeper than the schema's references can follow.</exception>
    public async ValueTask<string?> ViolationAsync(JsonElement value, CancellationToken cancellationToken)
    {
        // What is long may take long, and between its references a schema does not look at the time; such a thread is left to finish alone.
        EvaluationResults results = JsonMarshal.GetRawUtf8Value(value).Length > LongValue
            ? await Task.Run(() => Evaluate(value, cancellationToken), cancellationToken).WaitAsync(_time, cancellationToken).ConfigureAwait(false)
            : Evaluate(value, cancellationToken);
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

    EvaluationResults Evaluate(JsonElement value, CancellationToken cancellationToken)
    {
        SchemaEffort effort = new(_time, cancellationToken);
        return _hasReferences && IsDeeperThan(value, ShallowValue)
            ? DeepThread.Run(() => effort.Run(() => _schema.Evaluate(value, _options)))
            : effort.Run(() => _schema.Evaluate(value, _options));
    }

    static bool IsDeeperThan(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Array => depth == 0 || value.EnumerateArray().Any(item => IsDeeperThan(item, depth - 1)),
        JsonValueKind.Object => depth == 0 || value.EnumerateObject().Any(member => IsDeeperThan(member.Value, depth - 1)),
        _ => false,
    };

    static SchemaValidator? Build(JsonElement schema, ref string? flaw)
    {
        BuildOptions options = new() { Dialect = SchemaDialects.Default, DialectRegistry = SchemaDialects.Registry, SchemaRegistry = new SchemaRegistry() };
        try
        {
            // The library follows each reference to its end while it builds, on the stack, and takes the square of their number.
            string text = schema.GetRawText();
            if (text.AsSpan().Count("\"$ref\"") > MaxReferences)
            {
                flaw = $"has a schema with more than {MaxReferences} references";
                return null;
            }

            JsonSchema built = DeepThread.Run(() => JsonSchema.Build(SchemaDialect.Translate(schema), options));
            SchemaGraph graph = new(built.Root);
            flaw = SchemaCycles.FirstFlaw(graph) ?? graph.DepthFlaw ?? SchemaPatterns.Replace(graph);
            return flaw is null ? new SchemaValidator(built, text.Contains("ref\"", StringComparison.OrdinalIgnoreCase)) : null;
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
