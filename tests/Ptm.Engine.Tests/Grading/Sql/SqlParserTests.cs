using System.Diagnostics;
using Ptm.Engine.Grading.Assertions.Sql;

namespace Ptm.Engine.Tests.Grading.Sql;

/// <summary>Texts that no grammar is done with in good time, and what they leave behind.</summary>
public sealed class SqlParserTests
{
    static readonly SqlLimits _limits = new() { Time = TimeSpan.FromSeconds(2), Memory = 400_000_000, Length = 200_000 };

    public static TheoryData<string, string, string> Hostile() => new()
    {
        { "parentheses", "SELECT " + new string('(', 50_000) + "1" + new string(')', 50_000), "the SQL " },
        { "open parentheses", "SELECT " + new string('(', 90_000), "the SQL " },
        { "casts, each of which doubles the work", "SELECT " + Repeat("CAST(", 30) + "1" + Repeat(" AS INT)", 30), "the SQL took" },
        { "a long list", "SELECT * FROM t WHERE id IN (" + string.Join(',', Enumerable.Range(0, 30_000)) + ")", "the SQL took" },
        { "a megabyte", "SELECT '" + new string('x', 1_000_000) + "'", "200,000 are parsed" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_SQL_ends_within_its_limits_and_harms_no_other_text(string name, string sql, string message)
    {
        Assert.NotEmpty(name);
        using SqlParser parser = new(_limits);
        Stopwatch watch = Stopwatch.StartNew();

        SqlParserException error = await Assert.ThrowsAsync<SqlParserException>(() => parser.RunAsync("MySQL", sql, TestContext.Current.CancellationToken));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        SqlParse next = await parser.RunAsync("MySQL", "SELECT a FROM t", TestContext.Current.CancellationToken);
        Assert.Null(next.SyntaxError);
        Assert.Equal(["select::null::t"], next.Tables);
    }

    [Fact]
    public async Task A_cancelled_parse_ends_at_once()
    {
        using SqlParser parser = new(SqlLimits.Default with { Time = TimeSpan.FromMinutes(10), Memory = long.MaxValue });
        await parser.RunAsync("MySQL", "SELECT 1", TestContext.Current.CancellationToken);
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<SqlParse> parse = parser.RunAsync("MySQL", "SELECT " + Repeat("CAST(", 30) + "1" + Repeat(" AS INT)", 30), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parse).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Texts_of_every_dialect_are_parsed_side_by_side()
    {
        using SqlParser parser = new(SqlLimits.Default);

        SqlParse[] parses = await Task.WhenAll(SqlDialect.Names.SelectMany(dialect => Enumerable.Range(0, 3).Select(number =>
            parser.RunAsync(dialect, FormattableString.Invariant($"SELECT c{number} FROM t{number}"), TestContext.Current.CancellationToken))));

        Assert.All(parses, parse => Assert.Null(parse.SyntaxError));
        Assert.Equal(Enumerable.Range(0, parses.Length).Select(index => FormattableString.Invariant($"select::null::t{index % 3}")), parses.Select(parse => Assert.Single(parse.Tables)));
    }

    [Fact]
    public async Task A_syntax_error_has_its_place()
    {
        using SqlParser parser = new(SqlLimits.Default);

        SqlParse parse = await parser.RunAsync("MySQL", "SELECT *\nFORM users", TestContext.Current.CancellationToken);

        Assert.StartsWith("line 2, column ", parse.SyntaxError, StringComparison.Ordinal);
    }

    static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
