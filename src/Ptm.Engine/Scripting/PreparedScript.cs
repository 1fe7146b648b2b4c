using Acornima.Ast;
using Jint;

namespace Ptm.Engine.Scripting;

/// <summary>A parsed script, and whether it can do without <see cref="NativeCallLimits"/>, which cost three times what a short script does.</summary>
internal sealed class PreparedScript
{
    /// <summary>Ways to a guarded function, to a removed global, or to a name made at run time.</summary>
    static readonly string[] _ways =
    [
        "repeat", "pad", "replace", "join", "console", "Atomics", "ArrayBuffer", "8Array", "ClampedArray", "16Array", "32Array", "64Array", "DataView", "globalThis",
        "eval", "Function", "constructor", "Reflect", "getOwnProperty", "Proxy", "\\u",
    ];

    public PreparedScript(string body)
    {
        Script = Jint.Engine.PrepareScript("(function (output, context) {\n" + body + "\n})");
        WebGlobals = Web.WebGlobals.AreNamedIn(body) ? body : null;
        NeedsLimits = WebGlobals is not null || Array.Exists(_ways, way => body.Contains(way, StringComparison.Ordinal)) || HasComputedName(body);
    }

    public Prepared<Script> Script { get; }

    public bool NeedsLimits { get; }

    /// <summary>The script where it names one of <see cref="Web.WebGlobals"/>; null where it names none.</summary>
    public string? WebGlobals { get; }

    /// <summary>Whether a bracket may hold a member's name; a plain index such as <c>[0]</c> and a list after <c>(</c>, <c>=</c> and the like do not. In doubt it does.</summary>
    static bool HasComputedName(string body)
    {
        for (int at = body.IndexOf('[', StringComparison.Ordinal); at >= 0; at = body.IndexOf('[', at + 1))
        {
            int close = at + 1;
            while (close < body.Length && char.IsAsciiDigit(body[close]))
            {
                close++;
            }

            bool index = close > at + 1 && close < body.Length && body[close] == ']';
            if (!index && !"(=:!&|?<>+;".Contains(Before(body, at), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    static char Before(string body, int at)
    {
        do
        {
            at--;
        }
        while (at >= 0 && char.IsWhiteSpace(body[at]));
        return at < 0 ? ';' : body[at];
    }
}
