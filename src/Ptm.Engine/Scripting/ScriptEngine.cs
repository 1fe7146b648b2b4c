using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;
using Ptm.Engine.Scripting.Web;

namespace Ptm.Engine.Scripting;

/// <summary>Runs one script after the other, each in a fresh interpreter, so that none sees what another left behind.</summary>
internal sealed class ScriptEngine
{
    const int PreparedScripts = 1_000;
    const int ResultLength = 1_000_000;

    /// <summary>Parsed scripts, which hold no state of a run and are shared by every thread.</summary>
    static readonly ConcurrentDictionary<string, PreparedScript> _prepared = new(StringComparer.Ordinal);

    static readonly Lazy<bool> _warm = new(WarmUp);

    static readonly JsonDocumentOptions _resultDepth = new() { MaxDepth = 512 };

    // Memory by the gigabyte in one step, and nothing that a check of a text needs.
    static readonly string[] _buffers =
    [
        "SharedArrayBuffer", "ArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
        "Float16Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
    ];

    // The system's own has names in the language of whoever runs it, and String(new Date()) writes them.
    static readonly TimeZoneInfo s_utc = TimeZoneInfo.CreateCustomTimeZone("UTC", TimeSpan.Zero, "Coordinated Universal Time", "Coordinated Universal Time");

    readonly ScriptLimits _limits;
    readonly Options _options;

    public ScriptEngine(ScriptLimits limits)
    {
        _limits = limits;
        _options = OptionsOf(limits);
    }

    public ScriptValue Run(ScriptCall call)
    {
        // The first use of the interpreter costs a few hundred milliseconds of compilation, which no script's time limit shall pay.
        EnsureWarm();
        try
        {
            if (call.File is { } file)
            {
                return RunFile(file);
            }

            PreparedScript script = Prepare(call.Body);
            using Jint.Engine engine = new(_options);
            if (script.NeedsLimits)
            {
                Isolate(engine);
            }

            if (script.WebGlobals is { } names)
            {
                WebGlobals.Apply(engine, names);
            }

            JsValue function = engine.Evaluate(script.Script);
            JsValue output = call.OutputJson is { } json ? new JsonParser(engine).Parse(json.GetRawText()) : JsString.Create(call.Output);
            JsValue context = call.NamesContext ? new JsonParser(engine).Parse(call.Context()) : JsValue.Undefined;
            if (call.HasProviderObject && context.IsObject() && context.Get("provider") is ObjectInstance provider)
            {
                JsValue id = provider.Get("id");
                provider.Set("id", new ClrFunction(engine, "id", (_, _) => id));
            }

            JsValue result = engine.Call(function, output, context).UnwrapIfPromise(_limits.Time);
            return Take(engine, result);
        }
        catch (Exception error) when (Explain(error) is { } message)
        {
            throw new ScriptException(message, error);
        }
    }

    ScriptValue RunFile(ScriptFile file)
    {
        using Jint.Engine engine = new(_options);
        Isolate(engine);
        JsValue exported = file.IsModule ? Import(engine, file.Source) : FileScripts.RunCommonJs(engine, file.Source);
        JsValue result = engine.Call(FileScripts.Caller(engine), exported, new JsonParser(engine).Parse(file.Selection)).UnwrapIfPromise(_limits.Time);
        return result.IsObject() && result.Get(FileScripts.Missing) is JsArray missing
            ? new ScriptValue(ScriptValueKind.Missing) { Json = Take(engine, missing).Json }
            : Take(engine, result.Get(FileScripts.Result));
    }

    static ObjectInstance Import(Jint.Engine engine, string source)
    {
        engine.Modules.Add(FileScripts.ModuleName, source);
        return engine.Modules.Import(FileScripts.ModuleName);
    }

    static Options OptionsOf(ScriptLimits limits)
    {
        Options options = new();
        options.Constraint(() => new TimeLimit(limits.Time));
        // A verdict is the same on every machine. It also spares each engine a tour through the machine's locale data.
        options.Culture(CultureInfo.InvariantCulture);
        options.LocalTimeZone(s_utc);
        options.LimitMemory(limits.Memory);
        options.MaxStatements(limits.Statements);
        options.LimitRecursion(limits.Recursion);
        options.Constraints.StackOverflowGuard = true;
        options.Constraints.RegexTimeout = limits.Time;
        options.Constraints.PromiseTimeout = limits.Time;
        options.Constraints.MaxArraySize = limits.ArrayLength;
        options.Json.MaxParseDepth = limits.JsonDepth;
        return options;
    }

    static PreparedScript Prepare(string body)
    {
        if (_prepared.TryGetValue(body, out PreparedScript? known))
        {
            return known;
        }

        PreparedScript script = new(body);
        if (_prepared.Count >= PreparedScripts)
        {
            _prepared.Clear();
        }

        _prepared[body] = script;
        return script;
    }

    void Isolate(Jint.Engine engine)
    {
        // Waiting in a native call cannot be interrupted, and there is no second thread to wait for.
        engine.Global.Delete("Atomics");
        foreach (string buffer in _buffers)
        {
            engine.Global.Delete(buffer);
        }

        NativeCallLimits.Apply(engine, _limits);
    }

    static ScriptValue Take(Jint.Engine engine, JsValue value)
    {
        switch (value)
        {
            case JsBoolean: return value.AsBoolean() ? ScriptValue.True : ScriptValue.False;
            case JsNumber: return new ScriptValue(ScriptValueKind.Number) { Number = value.AsNumber() };
            case JsString: return new ScriptValue(ScriptValueKind.String) { Text = value.AsString() };
            case JsBigInt: return new ScriptValue(ScriptValueKind.Other) { Text = "BigInt" };
            case JsSymbol: return new ScriptValue(ScriptValueKind.Other) { Text = "symbol" };
            case Jint.Native.Function.Function: return new ScriptValue(ScriptValueKind.Function);
            case ObjectInstance: break;
            default: return value.IsNull() ? ScriptValue.Null : ScriptValue.Undefined;
        }

        JsValue text = new Jint.Native.Json.JsonSerializer(engine).Serialize(value);
        if (text is not JsString)
        {
            return new ScriptValue(ScriptValueKind.Other) { Text = "value that JSON cannot hold" };
        }

        string json = text.AsString();
        if (json.Length > ResultLength)
        {
            throw new ScriptException($"the script returned an object of {json.Length.ToString("N0", CultureInfo.InvariantCulture)} characters; {ResultLength.ToString("N0", CultureInfo.InvariantCulture)} are allowed");
        }

        return new ScriptValue(ScriptValueKind.Object) { Json = UnicodeJson.Parse(json, _resultDepth) };
    }

    string? Explain(Exception error) => error switch
    {
        ScriptPreparationException => $"the script does not parse: {error.InnerException?.Message ?? error.Message}",
        Acornima.ParseErrorException => $"the script does not parse: {error.Message}",
        JavaScriptException thrown => $"the script threw: {thrown.Message}",
        PromiseRejectedException rejected => rejected.Message.Contains("Timeout of", StringComparison.Ordinal)
            ? $"the script's promise was not settled within {_limits.Time.TotalMilliseconds:0} ms"
            : $"the script threw: {rejected.RejectedValue}",
        RegexMatchTimeoutException => $"a regular expression of the script ran longer than {_limits.Time.TotalMilliseconds:0} ms",
        TimeoutException => $"the script ran longer than {_limits.Time.TotalMilliseconds:0} ms",
        StatementsCountOverflowException => $"the script ran more than {_limits.Statements:N0} statements",
        MemoryLimitExceededException => $"the script used more memory than it may: {error.Message}",
        RecursionDepthOverflowException or InsufficientExecutionStackException => "the script nests or recurses too deeply",
        JsonException => $"the script's result is no usable object: {error.Message}",
        OutOfMemoryException => "the script used more memory than there is",
        OverflowException or ArgumentException or InvalidOperationException => $"the script failed: {error.Message}",
        _ => null,
    };

    /// <summary>Does what the first script would have to wait for; later calls return at once.</summary>
    public static void EnsureWarm() => _ = _warm.Value;

    static bool WarmUp()
    {
        using Jint.Engine engine = new(OptionsOf(new ScriptLimits { Time = TimeSpan.FromSeconds(30) }));
        engine.Evaluate("(function(o){ const p = JSON.parse('{\"a\":[1]}'); return /a/.test(o) && o.includes('a') && p.a.map(x => x + 1).length > 0 })('a')");
        return true;
    }
}
