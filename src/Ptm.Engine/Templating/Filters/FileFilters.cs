using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Templating.Tree;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>Filters that a config has in files of JavaScript. A function is given what stands left of it and the arguments, as JSON, and its result is a value.</summary>
internal static class FileFilters
{
    public static IReadOnlyDictionary<string, FilterDefinition> Of(IReadOnlyDictionary<string, FilterFile> files, CodeRunner code) =>
        files.ToDictionary(file => file.Key, file => Filter(file.Key, new CodeReference(file.Value.Path, null, file.Value.Location), code), StringComparer.Ordinal);

    static FilterDefinition Filter(string name, CodeReference file, CodeRunner code) => new(
        (scope, input, arguments) =>
        {
            JsonElement[] values = new JsonElement[arguments.Length + 1];
            values[0] = ToJson(scope, input);
            for (int index = 0; index < arguments.Length; index++)
            {
                values[index + 1] = ToJson(scope, arguments[index]);
            }

            return Call(name, file, code, values, scope.CancellationToken);
        },
        [],
        TakesNames: true);

    static Value Call(string name, CodeReference file, CodeRunner code, JsonElement[] values, CancellationToken cancellationToken)
    {
        try
        {
            // A template is rendered in one go; scripts run on threads of their own, so that waiting here holds up nobody but this case.
            return Value.FromJson(Task.Run(() => code.CallAsync(file, name, values, cancellationToken), cancellationToken).GetAwaiter().GetResult());
        }
        catch (PtmException e)
        {
            throw new TemplateFault($"the filter '{name}' failed: {e.Diagnostics[0].Message}");
        }
    }

    static JsonElement ToJson(RenderScope scope, in Value value) =>
        new JsonText(scope, "").Write(value) is { IsText: true } json ? JsonElement.Parse(json.Text) : default;
}
