using System.Text.Json;

namespace Ptm.Cli.Commands;

/// <summary>The cases that did not pass in an earlier run.</summary>
internal sealed class EarlierResults
{
    readonly HashSet<(string Prompt, string Case, string Provider)> _ours = [];
    readonly List<(string Description, JsonElement Vars, string Provider)> _theirs = [];

    /// <summary>Reads a run file of ours (<c>ptm.run/1</c>) or what promptfoo wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errorsOnly">Whether cases that merely failed are left out.</param>
    /// <exception cref="PtmException">The file cannot be read, or is none of the two.</exception>
    public static EarlierResults Read(string path, bool errorsOnly)
    {
        EarlierResults results = new();
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            JsonItems items = new(stream);
            if (items.Enter("results"))
            {
                foreach (JsonElement result in items.Items().Where(result => IsOurs(result, errorsOnly)))
                {
                    results._ours.Add((Text(result, "prompt_id"), Text(result, "id"), Text(result, "provider")));
                }
            }
            else
            {
                if (!items.Enter("results"))
                {
                    throw new InvalidOperationException("its 'results' are no list.");
                }

                foreach (JsonElement result in items.Items().Where(result => IsTheirs(result, errorsOnly)))
                {
                    JsonElement test = result.GetProperty("testCase");
                    JsonElement provider = result.GetProperty("provider");
                    results._theirs.Add((Text(test, "description"), test.TryGetProperty("vars", out JsonElement vars) ? vars : default, Text(provider, "label") is { Length: > 0 } label ? label : Text(provider, "id")));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, $"This is no run file, of ours or of promptfoo: {e.Message}", new(Path.GetFullPath(path))), e);
        }

        return results;
    }

    public bool Has(PlannedCase planned) =>
        _ours.Contains((planned.Prompt.Id, planned.Case.Id, planned.Provider))
        || _theirs.Exists(theirs => theirs.Provider == planned.Provider
            && theirs.Description == planned.Case.Description
            && (theirs.Vars.ValueKind == JsonValueKind.Undefined ? planned.Case.Vars.GetPropertyCount() == 0 : JsonElement.DeepEquals(theirs.Vars, planned.Case.Vars)));

    static bool IsOurs(JsonElement result, bool errorsOnly) => Text(result, "outcome") is "error" || (!errorsOnly && Text(result, "outcome") is "failed");

    // promptfoo's failureReason: 1 for an assertion, 2 for an error.
    static bool IsTheirs(JsonElement result, bool errorsOnly) =>
        !result.GetProperty("success").GetBoolean()
        && (!errorsOnly || (result.TryGetProperty("failureReason", out JsonElement reason) && reason.ValueKind == JsonValueKind.Number && reason.GetInt32() == 2));

    static string Text(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
