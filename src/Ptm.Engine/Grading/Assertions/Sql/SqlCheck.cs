using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary><c>is-sql</c> (the whole output) and <c>contains-sql</c> (a fenced block of it, or the whole output): SQL that a dialect's grammar takes, on allowed tables and columns.</summary>
internal sealed class SqlCheck(bool whole) : Check
{
    /// <summary>For all blocks of a text; each has a limit of its own, too.</summary>
    static readonly TimeSpan s_blocks = TimeSpan.FromSeconds(20);

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) => value is { } known ? SqlRules.Read(known).Flaw : null;

    public override async ValueTask<Verdict> RunAsync(CheckInput input, CancellationToken cancellationToken)
    {
        SqlRules rules = SqlRules.Read(input.Value).Rules!;
        string expected = $"{input.Expected}{(whole ? "to be" : "to contain")} {rules.Dialect} SQL{Allowed(rules)}, found {Quote.Of(input.Text)}";
        string? flaw = "there is no SQL in it";
        try
        {
            long start = Stopwatch.GetTimestamp();
            foreach (string sql in whole ? [input.Text] : SqlBlocks.Of(input.Text))
            {
                if (Stopwatch.GetElapsedTime(start) > s_blocks)
                {
                    throw new SqlParserException($"the blocks of SQL took longer to parse than {s_blocks.TotalSeconds:0} s");
                }

                flaw = await FlawOfAsync(sql, rules, cancellationToken).ConfigureAwait(false);
                if (flaw is null)
                {
                    break;
                }
            }
        }
        catch (SqlParserException error)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, $"{error.Message} (on {Quote.Of(input.Text)})");
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Error(DiagnosticCodes.ScriptFailed, "a pattern of allowedTables or allowedColumns ran too long on this output; it backtracks too much");
        }

        return Verdict.Of(flaw is null, input.Inverted, flaw is null ? expected : $"{expected}: {flaw}");
    }

    static string Allowed(SqlRules rules) =>
        (rules.Tables.IsEmpty ? "" : $" on the tables {rules.Tables.Written}") + (rules.Columns.IsEmpty ? "" : $" on the columns {rules.Columns.Written}");

    static async ValueTask<string?> FlawOfAsync(string sql, SqlRules rules, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            return "it is empty";
        }

        if (sql.AsSpan().Count('`') % 2 != 0)
        {
            return "it has an odd number of backticks";
        }

        SqlParse parse = await SqlParser.ParseAsync(rules.Dialect, sql, cancellationToken).ConfigureAwait(false);
        if (parse.SyntaxError is { } error)
        {
            return Quote.Cut(error);
        }

        if (MissingComma.IsIn(sql, rules.Dialect))
        {
            return "it selects two names without a comma or AS between them";
        }

        return Denied("tables", rules.Tables.Denied(parse.Tables)) ?? Denied("columns", rules.Columns.Denied(parse.Columns));
    }

    static string? Denied(string what, IReadOnlyList<string> denied) => denied.Count == 0 ? null : $"it touches the {what} {Quote.List(denied)}";
}
