using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using Ptm.Engine.Grading.Assertions.Schemas;

namespace Ptm.Engine.Grading.Assertions;

/// <summary><c>is-json</c> (the whole output) and <c>contains-json</c> (an object somewhere in it), with a schema if a value is given.</summary>
internal sealed class JsonCheck(bool whole) : Check
{
    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is { } schema && !IsNone(schema) && SchemaValidator.Of(schema, out string? flaw) is null ? flaw : null;

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        SchemaValidator? schema = input.Value.ValueKind == JsonValueKind.Undefined || IsNone(input.Value) ? null : SchemaValidator.Of(input.Value, out _);
        string what = whole ? "to be JSON" : "to contain a JSON object";
        string? violation = null;
        bool found = false;
        foreach (JsonElement candidate in Candidates(input.Text))
        {
            found = true;
            if (schema is null)
            {
                break;
            }

            string? problem;
            try
            {
                problem = await schema.ViolationAsync(candidate, cancellationToken).ConfigureAwait(false);
            }
            catch (RefResolutionException error)
            {
                return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"the schema refers to what it does not hold: {error.Message}");
            }
            catch (RegexMatchTimeoutException)
            {
                return Verdict.Error(DiagnosticCodes.ScriptFailed, "a pattern of the schema ran too long on this output; it backtracks too much");
            }
            catch (TimeoutException)
            {
                return Verdict.Error(DiagnosticCodes.ScriptFailed, "the schema took too long on this output; its references multiply the work or go too deep");
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                return Verdict.Error(DiagnosticCodes.ScriptFailed, "the output or the schema holds a number that is too large to be compared");
            }
            catch (InsufficientExecutionStackException)
            {
                return Verdict.Error(DiagnosticCodes.ScriptFailed, "the output nests deeper than the references of the schema can follow");
            }

            if (problem is null)
            {
                violation = null;
                break;
            }

            violation ??= problem;
        }

        string expected = schema is null ? what : what + " that matches the schema";
        return Verdict.Of(
            found && violation is null,
            input.Inverted,
            $"{input.Expected}{expected}, found {Quote.Of(input.Text)}{(violation is null ? "" : ": " + Quote.Cut(violation))}");
    }

    // promptfoo takes what JavaScript holds for false as no schema at all; the output still has to be JSON.
    static bool IsNone(JsonElement value) =>
        value.ValueKind == JsonValueKind.False || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0) || (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0);

    IEnumerable<JsonElement> Candidates(string text)
    {
        if (!whole)
        {
            return JsonText.Objects(text);
        }

        return JsonText.TryParse(text, out JsonElement value) ? [value] : [];
    }
}
