using System.Text.Json;
using Ptm.Engine.Code;

namespace Ptm.Engine.Scripting;

/// <summary>A function of a file that needs nothing but the language, and what it is given.</summary>
/// <param name="Source">The file's text.</param>
/// <param name="IsModule">Whether it is an ES module; otherwise it is CommonJS.</param>
/// <param name="Selection">As JSON: whether a function is named, the names that are meant, the arguments, and a provider's options.</param>
internal sealed record ScriptFile(string Source, bool IsModule, string Selection)
{
    public static ScriptFile Of(CodeReference code, JavaScriptFile file, CodeCall call) => new(
        file.Source,
        file.IsModule,
        JsonSerializer.Serialize(new ScriptSelection(
            code.Function is not null,
            code.Function is { } function ? [function] : call.DefaultFunctions,
            [.. call.Arguments.Select(argument => argument.ValueKind == JsonValueKind.Undefined ? s_null : argument)],
            call.ProviderOptions,
            call.HasProviderObject,
            call.TakesAnyName)));

    /// <summary>Text of ours whose only export is called.</summary>
    public static ScriptFile Of(string source, IReadOnlyList<JsonElement> arguments) =>
        new(source, IsModule: false, JsonSerializer.Serialize(new ScriptSelection(Named: false, [], arguments, null, HasProviderObject: false, TakesAnyName: false)));

    static readonly JsonElement s_null = JsonElement.Parse("null"u8);
}

/// <summary>The part of a call that goes into the sandbox as JSON.</summary>
internal sealed record ScriptSelection(bool Named, IReadOnlyList<string> Functions, IReadOnlyList<JsonElement> Args, JsonElement? Provider, bool HasProviderObject, bool TakesAnyName);
