using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ptm.Server.Http;

/// <summary>One request: what it asks for, and the product as its caller sees it.</summary>
internal sealed class ServerCall(HttpContext context, IPtm ptm, IReadOnlyList<string> path)
{
    public HttpContext Context => context;

    public IPtm Ptm => ptm;

    /// <summary>Ends when the client is gone, the request took too long, or the server ends.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>The path's first value, exactly as the client had it before encoding.</summary>
    public string Id => path[0];

    /// <summary>A value of the query; null when it is missing or empty.</summary>
    public string? Query(string name) => context.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <exception cref="PtmException">It is no whole number (422).</exception>
    public long? Number(string name)
    {
        if (Query(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number is >= int.MinValue and <= int.MaxValue
            ? number
            : throw Refusal.Of(422, DiagnosticCodes.InvalidValue, $"'{name}' takes a whole number, and this is '{CaseName.OneLine(text)}'.");
    }

    /// <exception cref="PtmException">It is neither true nor false (422).</exception>
    public bool Flag(string name) => Query(name) switch
    {
        null => false,
        { } text when bool.TryParse(text, out bool flag) => flag,
        "1" => true,
        "0" => false,
        { } text => throw Refusal.Of(422, DiagnosticCodes.InvalidValue, $"'{name}' takes true or false, and this is '{CaseName.OneLine(text)}'."),
    };

    /// <summary>A number of the path.</summary>
    /// <exception cref="PtmException">It is none, so there is nothing of that number (404).</exception>
    public int PathNumber(int index) => int.TryParse(path[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw Refusal.Of(404, DiagnosticCodes.NotFound, $"'{CaseName.OneLine(path[index])}' is no number of a version.");
}
