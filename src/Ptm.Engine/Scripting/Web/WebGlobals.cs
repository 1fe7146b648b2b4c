using System.Globalization;
using System.Text;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Ptm.Engine.Scripting.Web;

/// <summary>
/// The functions of Node.js that are no part of the language, touch nothing outside and always answer the same.
/// A script that does not name one of them pays nothing for it.
/// </summary>
internal static class WebGlobals
{
    static readonly IdnMapping s_hosts = new() { AllowUnassigned = true };

    static readonly (string[] Names, Lazy<Prepared<Script>> Script)[] s_parts =
    [
        (["URL"], Lazily("url.js")),
        (["btoa", "atob"], Lazily("base64.js")),
        (["structuredClone"], Lazily("clone.js")),
    ];

    /// <summary>Whether a script may use one of them.</summary>
    public static bool AreNamedIn(string script) => Array.Exists(s_parts, part => IsNamed(part.Names, script));

    /// <summary>Adds those that a script names.</summary>
    public static void Apply(Jint.Engine engine, string script)
    {
        foreach ((string[] names, Lazy<Prepared<Script>> part) in s_parts)
        {
            if (IsNamed(names, script))
            {
                engine.Call(engine.Evaluate(part.Value), new ClrFunction(engine, "install", (_, arguments) => Install(engine, arguments)), new ClrFunction(engine, "asciiHost", (_, arguments) => AsciiHost(arguments[0].AsString())));
            }
        }
    }

    static Lazy<Prepared<Script>> Lazily(string name) => new(() =>
    {
        using Stream stream = typeof(WebGlobals).Assembly.GetManifestResourceStream("Ptm.Engine.Scripting.Web." + name)!;
        using StreamReader reader = new(stream);
        return Jint.Engine.PrepareScript(reader.ReadToEnd());
    });

    static bool IsNamed(string[] names, string script) => Array.Exists(names, name => script.Contains(name, StringComparison.Ordinal));

    static JsValue Install(Jint.Engine engine, JsValue[] arguments)
    {
        engine.Global.FastSetProperty(arguments[0].AsString(), new PropertyDescriptor(arguments[1], writable: true, enumerable: false, configurable: true));
        return JsValue.Undefined;
    }

    /// <summary>A host as the domain name system has it, null where it is none.</summary>
    static JsValue AsciiHost(string host)
    {
        if (Ascii.IsValid(host))
        {
#pragma warning disable CA1308 // Host names are written in lower case.
            return host.ToLowerInvariant();
        }

        try
        {
            return s_hosts.GetAscii(host.Normalize(NormalizationForm.FormKC).ToLowerInvariant());
#pragma warning restore CA1308
        }
        catch (ArgumentException)
        {
            return JsValue.Null;
        }
    }
}
