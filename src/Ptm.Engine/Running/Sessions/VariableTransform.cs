using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Runs <c>transformVars</c>: code that makes a case's variables out of its variables.</summary>
internal sealed class VariableTransform(ScriptSandbox scripts, CodeRunner runner)
{
    /// <summary>The case's variables with those that the code makes. A list that it leaves alone is the item that the case has of it.</summary>
    /// <exception cref="PtmException">The code failed, or returned something else than variables.</exception>
    public async Task<JsonElement> RunAsync(string code, PlannedCase planned, CancellationToken cancellationToken)
    {
        JsonElement made = await MakeAsync(code, planned, cancellationToken).ConfigureAwait(false);
        Dictionary<string, JsonElement> vars = planned.Case.Vars.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        foreach (JsonProperty property in made.EnumerateObject())
        {
            bool isLeft = Given(planned).TryGetProperty(property.Name, out JsonElement before) && JsonElement.DeepEquals(before, property.Value) && vars.ContainsKey(property.Name);
            vars[property.Name] = isLeft ? vars[property.Name] : property.Value;
        }

        return JsonSerializer.SerializeToElement(vars);
    }

    static JsonElement Given(PlannedCase planned) => planned.Case.Setup.Unexpanded ?? planned.Case.Vars;

    async Task<JsonElement> MakeAsync(string code, PlannedCase planned, CancellationToken cancellationToken)
    {
        if (code.StartsWith(CodeReference.Prefix, StringComparison.Ordinal))
        {
            return await RunFileAsync(code, planned, cancellationToken).ConfigureAwait(false);
        }

        ScriptCall call = new()
        {
            Body = $"return (function (vars, context) {{ {ScriptCall.BodyOf(code)}\n }})(output, context);",
            Output = "",
            OutputJson = Given(planned),
            Context = () => "{}",
        };
        try
        {
            ScriptValue value = await scripts.RunAsync(call, cancellationToken).ConfigureAwait(false);
            return value is { Kind: ScriptValueKind.Object, Json.ValueKind: JsonValueKind.Object } ? value.Json : throw NoVariables(code, value.Describe(), planned);
        }
        catch (ScriptException error)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"transformVars failed: {error.Message} (in {Quote.Of(code)})", planned.Case.Location);
        }
    }

    async Task<JsonElement> RunFileAsync(string code, PlannedCase planned, CancellationToken cancellationToken)
    {
        CodeReference file = LocalCode.Parse(code, planned.Prompt, planned.Case.Location);
        JsonElement context = JsonSerializer.SerializeToElement(new Dictionary<string, Dictionary<string, string>> { ["prompt"] = new() { ["label"] = planned.Prompt.Label ?? planned.Prompt.Id } });
        JsonElement value = await runner.CallAsync(new() { File = file, DefaultFunctions = ["get_transform"], TakesAnyName = true, Arguments = [Given(planned), context] }, cancellationToken).ConfigureAwait(false);
        return value.ValueKind == JsonValueKind.Object ? value : throw NoVariables(code, value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText(), planned);
    }

    static PtmException NoVariables(string code, string returned, PlannedCase planned) =>
        Fault.Of(DiagnosticCodes.ScriptFailed, $"transformVars {Quote.Of(code)} must return an object of variables, and returned {Quote.Cut(returned)}.", planned.Case.Location);
}
