using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>One dialect's grammar in an interpreter of its own. One text at a time.</summary>
internal sealed class SqlGrammar : IDisposable
{
    const string Resource = "Ptm.Engine.sql-parser.zip";

    const string Start = """
        (function (library, database) {
            const parser = new library.Parser();
            return function (sql) {
                let parsed;
                try {
                    parsed = parser.parse(sql, { database: database });
                } catch (error) {
                    if (error instanceof RangeError) {
                        throw error;
                    }
                    const start = error && error.location && error.location.start;
                    return [String(error && error.message), start ? start.line : 0, start ? start.column : 0];
                }
                return [parsed.tableList.map(String), parsed.columnList.map(String)];
            };
        })
        """;

    /// <summary>Parsed grammars, which hold no state and are shared by every interpreter.</summary>
    static readonly ConcurrentDictionary<string, Prepared<Script>> _scripts = new(StringComparer.Ordinal);

    readonly SqlLimits _limits;
    readonly SqlConstraint _constraint;
    readonly Jint.Engine _engine;
    readonly JsValue _parse;

    public SqlGrammar(string dialect, SqlLimits limits)
    {
        _limits = limits;

        // The grammar itself is trusted, and is no text's cost.
        _constraint = new SqlConstraint();
        Options options = new();
        options.Culture(CultureInfo.InvariantCulture);
        options.LocalTimeZone(TimeZoneInfo.Utc);
        options.LimitRecursion(limits.Recursion);
        options.LimitMemory(limits.Memory);
        options.Constraint(() => _constraint);
        options.Constraints.StackOverflowGuard = true;
        _engine = new Jint.Engine(options);
        JsValue library = _engine.Evaluate(_scripts.GetOrAdd(dialect, Prepare));
        _parse = _engine.Call(_engine.Evaluate(Start), library, dialect);
        _constraint.Limit = limits.Time;
    }

    /// <exception cref="SqlParserException">The text ran into a limit; this object is of no use any more.</exception>
    public SqlParse Parse(string sql, CancellationToken cancellationToken)
    {
        _constraint.CancellationToken = cancellationToken;
        try
        {
            JsArray result = _engine.Call(_parse, sql).AsArray();
            return result[0] is JsArray tables
                ? new SqlParse(null, Texts(tables), Texts(result[1].AsArray()))
                : new SqlParse(Describe(result), [], []);
        }
        catch (Exception error) when (Explain(error) is { } why)
        {
            throw new SqlParserException(why, error);
        }
        finally
        {
            _constraint.CancellationToken = CancellationToken.None;
        }
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Lets go of the grammars' trees, some 10 MB each.</summary>
    public static void Forget() => _scripts.Clear();

    static Prepared<Script> Prepare(string dialect)
    {
        using Stream resource = typeof(SqlGrammar).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using ZipArchive archive = new(resource, ZipArchiveMode.Read);
        ZipArchiveEntry entry = archive.Entries.FirstOrDefault(entry => entry.Name.Equals(dialect + ".umd.js", StringComparison.OrdinalIgnoreCase)) ?? throw new InvalidOperationException($"The grammar of {dialect} is missing.");
        using StreamReader reader = new(entry.Open());
        return Jint.Engine.PrepareScript($"(function () {{ const exports = {{}}, module = {{ exports }}, say = () => {{}}, console = {{ log: say, warn: say, error: say }};\n{reader.ReadToEnd()}\nreturn module.exports; }})()");
    }

    static IReadOnlyList<string> Texts(JsArray list) => [.. list.Select(item => item.AsString())];

    static string Describe(JsArray error)
    {
        double line = error[1].AsNumber();
        return line > 0
            ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {error[2].AsNumber()}: {error[0].AsString()}")
            : error[0].AsString();
    }

    string? Explain(Exception error) => error switch
    {
        TimeoutException => $"the SQL took longer to parse than {_limits.Time.TotalSeconds:0} s",
        MemoryLimitExceededException or OutOfMemoryException => $"the SQL took more memory to parse than {_limits.Memory / 1_000_000} MB",
        RecursionDepthOverflowException or InsufficientExecutionStackException => "the SQL nests too deeply to be parsed",
        JavaScriptException thrown => $"the SQL could not be parsed to its end: {thrown.Message}",
        _ => null,
    };
}
