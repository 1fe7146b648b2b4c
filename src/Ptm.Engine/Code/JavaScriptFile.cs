using Acornima;
using Acornima.Ast;

namespace Ptm.Engine.Code;

/// <summary>What a JavaScript file needs, as its syntax tells.</summary>
internal sealed class JavaScriptFile
{
    // What Node.js gives and the sandbox does not, or gives otherwise (the sandbox knows one culture and no time zones).
    static readonly HashSet<string> s_ofNode = new(StringComparer.Ordinal)
    {
        "require", "process", "Buffer", "fetch", "global", "__dirname", "__filename", "setTimeout", "setInterval", "setImmediate", "clearTimeout",
        "clearInterval", "queueMicrotask", "structuredClone", "URL", "URLSearchParams", "TextEncoder", "TextDecoder", "AbortController", "AbortSignal",
        "Blob", "FormData", "Headers", "Request", "Response", "WebSocket", "EventTarget", "Event", "crypto", "performance", "atob", "btoa", "Intl",
        "toLocaleString", "toLocaleDateString", "toLocaleTimeString", "localeCompare", "normalize", "WebAssembly", "SharedArrayBuffer", "Atomics", "ArrayBuffer",
        "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array",
    };

    JavaScriptFile(string source, bool isModule, string? need, string? fault)
    {
        (Source, IsModule, Need, Fault) = (source, isModule, need, fault);
    }

    public string Source { get; }

    /// <summary>Whether it is written with <c>import</c> or <c>export</c>.</summary>
    public bool IsModule { get; }

    /// <summary>What it needs of Node.js, such as <c>require</c>; null when the sandbox is enough.</summary>
    public string? Need { get; }

    /// <summary>Why it does not parse; null when it does.</summary>
    public string? Fault { get; }

    public static JavaScriptFile Read(string path)
    {
        string source = File.ReadAllText(path);
        if (source.StartsWith("#!", StringComparison.Ordinal))
        {
            source = "//" + source;
        }

        try
        {
            return Of(source, new Parser(new ParserOptions { AllowReturnOutsideFunction = true }).ParseScript(source), isModule: false);
        }
        catch (ParseErrorException noScript)
        {
            try
            {
                return Of(source, new Parser().ParseModule(source), isModule: true);
            }
            catch (ParseErrorException noModule)
            {
                bool meantAsModule = source.Contains("export ", StringComparison.Ordinal) || source.Contains("import ", StringComparison.Ordinal);
                return new(source, isModule: false, "a newer syntax", (meantAsModule ? noModule : noScript).Message);
            }
        }
    }

    static JavaScriptFile Of(string source, Program tree, bool isModule)
    {
        Needs needs = new();
        needs.Visit(tree);
        return new(source, isModule, needs.First, null);
    }

    sealed class Needs : AstVisitor
    {
        public string? First { get; private set; }

        protected override object? VisitIdentifier(Identifier node)
        {
            if (s_ofNode.Contains(node.Name))
            {
                First ??= node.Name;
            }

            return node;
        }

        protected override object? VisitImportDeclaration(ImportDeclaration node)
        {
            First ??= "import";
            return node;
        }

        protected override object? VisitImportExpression(ImportExpression node)
        {
            First ??= "import()";
            return node;
        }

        protected override object? VisitMetaProperty(MetaProperty node)
        {
            First ??= node.Meta.Name == "import" ? "import.meta" : null;
            return node;
        }

        protected override object? VisitExportAllDeclaration(ExportAllDeclaration node)
        {
            First ??= "export from";
            return node;
        }

        protected override object? VisitExportNamedDeclaration(ExportNamedDeclaration node)
        {
            First ??= node.Source is null ? null : "export from";
            return base.VisitExportNamedDeclaration(node);
        }
    }
}
