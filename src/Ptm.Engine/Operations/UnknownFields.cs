using System.Text.Json.Nodes;

namespace Ptm.Engine.Operations;

/// <summary>Fields of a request that nobody knows. A misspelt one would lose what it asks for, be it a check or who may see something.</summary>
internal static class UnknownFields
{
    /// <exception cref="PtmException">There is one (422).</exception>
    public static void Refuse(JsonObject? extra, string of)
    {
        if (extra is { Count: > 0 })
        {
            throw new PtmException(
                [.. extra.Select(field => new Diagnostic(DiagnosticCodes.UnknownKey, DiagnosticSeverity.Error, $"{of} has no field '{Rights.Shown(field.Key)}', so what it asks for would be lost."))],
                null);
        }
    }
}
