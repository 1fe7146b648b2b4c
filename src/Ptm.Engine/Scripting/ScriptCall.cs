using System.Text.Json;

namespace Ptm.Engine.Scripting;

/// <summary>One script with what it sees.</summary>
internal sealed record ScriptCall
{
    /// <summary>The body of a function of <c>output</c> and <c>context</c>, with its <c>return</c>.</summary>
    public string Body { get; init; } = "";

    /// <summary>The text <c>output</c> holds; not used when <see cref="OutputJson"/> is set.</summary>
    public string Output { get; init; } = "";

    /// <summary>The value <c>output</c> holds when it is no string.</summary>
    public JsonElement? OutputJson { get; init; }

    /// <summary>Writes the JSON of <c>context</c>; only asked when the script names it.</summary>
    public Func<string> Context { get; init; } = () => "null";

    /// <summary>Whether the id of the context's <c>provider</c> stands behind a function, as checks of promptfoo know it.</summary>
    public bool HasProviderObject { get; init; }

    /// <summary>A function of a file to call in place of <see cref="Body"/>; null for none.</summary>
    public ScriptFile? File { get; init; }

    /// <summary>The rule promptfoo has: a line is an expression, several lines are a function's body.</summary>
    public static string BodyOf(string code) => code.Contains('\n', StringComparison.Ordinal) ? code : "return " + code;

    /// <summary>False spares the host from building a context that the script cannot reach.</summary>
    public bool NamesContext =>
        Body.Contains("context", StringComparison.Ordinal)
        || Body.Contains("arguments", StringComparison.Ordinal)
        || Body.Contains("eval", StringComparison.Ordinal)
        || Body.Contains("\\u", StringComparison.Ordinal);
}
