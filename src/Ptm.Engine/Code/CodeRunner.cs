using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Code.Workers;
using Ptm.Engine.Providers;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Code;

/// <summary>
/// Calls functions of files, and code that stands in configs: plain JavaScript in the sandbox, the rest through the interpreters of this machine.
/// Arguments and results are JSON. Whoever calls has made sure that the code is the library's own, and not of a request.
/// </summary>
internal sealed class CodeRunner(CodeLimits? limits = null) : IDisposable
{
    static readonly JsonDocumentOptions s_depth = new() { MaxDepth = CodeLimits.JsonDepth };

    readonly CodeLimits _limits = limits ?? new();
    readonly WorkerPool _workers = new(limits ?? new());
    readonly Lazy<ScriptSandbox> _sandbox = new(() => new(ScriptLimits.OfFiles));
    readonly ConcurrentDictionary<string, (DateTime Written, JavaScriptFile File)> _files = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> _called = new(StringComparer.Ordinal);

    /// <summary>The files of which a function was called so far.</summary>
    public IEnumerable<string> CalledFiles => _called.Keys;

    /// <summary>Calls a function of a file.</summary>
    /// <param name="code">The file, and the function where one is named.</param>
    /// <param name="defaultFunction">The function where none is named. A JavaScript file that exports one function means that one.</param>
    /// <param name="arguments">What the function is given; an undefined element is null.</param>
    /// <param name="cancellationToken">Ends the call, and the process that runs it.</param>
    /// <returns>What it returned; of the kind <see cref="JsonValueKind.Undefined"/> for nothing, which only JavaScript knows.</returns>
    /// <exception cref="PtmException">The file is not there, has no such function, failed or ran into a limit (PTM3001, PTM4004), or its interpreter is missing (PTM4013).</exception>
    public Task<JsonElement> CallAsync(CodeReference code, string defaultFunction, IReadOnlyList<JsonElement> arguments, CancellationToken cancellationToken) =>
        CallAsync(new CodeCall { File = code, DefaultFunctions = [defaultFunction], Arguments = arguments }, cancellationToken);

    /// <inheritdoc cref="CallAsync(CodeReference, string, IReadOnlyList{JsonElement}, CancellationToken)"/>
    public async Task<JsonElement> CallAsync(CodeCall call, CancellationToken cancellationToken)
    {
        string name = call.File?.Name ?? $"the {call.Inline!.Language} code";
        SourceLocation? location = call.File?.Location ?? call.Inline?.Location;
        if (call.File is { } file)
        {
            _called.TryAdd(file.Path, true);
            if (!File.Exists(file.Path))
            {
                throw Fault.Of(DiagnosticCodes.FileNotFound, $"There is no file {file.Path}.", location);
            }
        }

        return call.File is { Language: CodeLanguage.JavaScript } script && !(call.KeepsState && Interpreters.HasNode) && Sandboxed(script.Path) is { } plain
            ? await RunSandboxedAsync(script, plain, call, cancellationToken).ConfigureAwait(false)
            : await AskAsync(name, location, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The value of a JavaScript expression of a config, in the sandbox; a function is called, a promise awaited.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The names that it reads.</param>
    /// <param name="values">Their values.</param>
    /// <param name="location">Where it is written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">It failed or ran into a limit (PTM4004).</exception>
    public async Task<JsonElement> EvaluateAsync(string expression, IReadOnlyList<string> names, IReadOnlyList<JsonElement> values, SourceLocation? location, CancellationToken cancellationToken)
    {
        string parameters = string.Join(", ", names);
        string source = $"module.exports = ({parameters}) => {{ const value = (\n{expression.Trim().TrimEnd(';')}\n); return typeof value === 'function' ? value({parameters}) : value; }};";
        try
        {
            ScriptValue value = await _sandbox.Value.RunAsync(new ScriptCall { File = ScriptFile.Of(source, values) }, cancellationToken).ConfigureAwait(false);
            return value.ToJson();
        }
        catch (ScriptException error)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{error.Message} (in {Grading.Quote.Of(expression)})", location, error);
        }
    }

    public void Dispose()
    {
        _workers.Dispose();
        if (_sandbox.IsValueCreated)
        {
            _sandbox.Value.Dispose();
        }
    }

    JavaScriptFile? Sandboxed(string path)
    {
        DateTime written = File.GetLastWriteTimeUtc(path);
        if (!_files.TryGetValue(path, out (DateTime Written, JavaScriptFile File) known) || known.Written != written)
        {
            _files[path] = known = (written, JavaScriptFile.Read(path));
        }

        // What does not parse here may be too new for the sandbox; where there is a Node.js, its word counts.
        return known.File.Need is null || (known.File.Fault is not null && !Interpreters.HasNode) ? known.File : null;
    }

    async Task<JsonElement> RunSandboxedAsync(CodeReference code, JavaScriptFile file, CodeCall call, CancellationToken cancellationToken)
    {
        if (file.Fault is { } fault)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{code.Path} does not parse: {fault}", code.Location);
        }

        try
        {
            ScriptValue value = await _sandbox.Value.RunAsync(new ScriptCall { File = ScriptFile.Of(code, file, call) }, cancellationToken).ConfigureAwait(false);
            return value.Kind == ScriptValueKind.Missing ? throw NoFunction(code, call, [.. value.Json.EnumerateArray().Select(item => item.GetString()!)]) : value.ToJson();
        }
        catch (ScriptException error)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{code.Name}: {error.Message}", code.Location, error);
        }
    }

    async Task<JsonElement> AskAsync(string name, SourceLocation? location, CodeCall call, CancellationToken cancellationToken)
    {
        Interpreter interpreter = Interpreters.Find(call.File?.Language ?? call.Inline!.Language, call.Executable, name, location);
        string folder = call.File?.Folder ?? call.Inline!.Folder;
        WorkerStart start = new(interpreter, folder, call.File is { } file ? Path.GetDirectoryName(file.Path)! : folder, call.Environment, call.KeepsState);
        TimeSpan time = call.Time ?? _limits.Time;
        byte[] answer;
        try
        {
            answer = await _workers.AskAsync(start, CodeRequest.Of(call), time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, FormattableString.Invariant($"{name} did not end within {time.TotalSeconds:0.###} s and was ended."), location, late);
        }
        catch (InvalidDataException bad)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{name}: {bad.Message}", location, bad);
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            throw Fault.Of(DiagnosticCodes.InterpreterMissing, $"{name}: {interpreter.Path} could not be started: {refused.Message}", location, refused);
        }

        return Read(answer, name, location, call);
    }

    static JsonElement Read(byte[] answer, string name, SourceLocation? location, CodeCall call)
    {
        JsonElement root;
        try
        {
            root = UnicodeJson.Parse(Encoding.UTF8.GetString(answer), s_depth);
        }
        catch (JsonException bad)
        {
            throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{name}: its result is no usable JSON: {bad.Message}", location, bad);
        }

        if (root.TryGetProperty("value", out JsonElement value))
        {
            return value;
        }

        if (root.TryGetProperty("missing", out JsonElement missing))
        {
            throw NoFunction(call.File!, call, [.. missing.EnumerateArray().Select(item => item.GetString()!)]);
        }

        return root.TryGetProperty("error", out JsonElement error)
            ? throw Fault.Of(DiagnosticCodes.ScriptFailed, $"{name}: {Told(error, call)}", location)
            : default;
    }

    static string Told(JsonElement error, CodeCall call)
    {
        string message = Secrets.TakenOutOf($"{error.GetProperty("type").GetString()}: {error.GetProperty("message").GetString()}", call.Environment);
        if (!error.TryGetProperty("line", out JsonElement line) || line.ValueKind != JsonValueKind.Number)
        {
            return message;
        }

        string file = error.TryGetProperty("file", out JsonElement path) && path.GetString() is { } text && text != "<inline>" ? text : "";
        return file.Length > 0 ? $"{message} ({file}, line {line})" : $"{message} (line {line})";
    }

    static PtmException NoFunction(CodeReference code, CodeCall call, string[] names)
    {
        string wanted = code.Function ?? (call.DefaultFunctions.Count > 0 ? call.DefaultFunctions[0] : "");
        string what = code.Function is null && code.Language is CodeLanguage.JavaScript or CodeLanguage.TypeScript
            ? $"{code.Path} exports no function"
            : $"{code.Path} has no function '{wanted}'";
        return Fault.Of(DiagnosticCodes.ScriptFailed, $"{what}. {NearestName.Hint(wanted, names)}", code.Location);
    }
}
