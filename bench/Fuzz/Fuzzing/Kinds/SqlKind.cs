using Ptm.Engine.Grading.Assertions.Sql;

namespace Ptm.Bench.Fuzz.Fuzzing.Kinds;

/// <summary>SQL of every dialect, with and without slips.</summary>
internal sealed class SqlKind : GradedKind
{
    static readonly string[] _conditions = ["a = 1", "a IN (1, 2)", "name LIKE '%x'", "EXISTS (SELECT 1)", "a BETWEEN 1 AND 2", "NOT a", "a IS NULL", "(a)", "CAST(a AS INT) > 2", "a = 'it''s'", "a::int = 1", "`a` <> \"b\""];

    public override string Name => "sql";

    public override string Generate(Dice dice)
    {
        string sql = dice.Some(2, () => Statement(dice, 2), "; ");
        sql = dice.Chance(0.4) ? Mutation.Of(sql, dice) : sql;
        string rules = $"{{\"databaseType\":{Json(dice.Pick(SqlDialect.Names))}{(dice.Chance(0.3) ? $",\"allowedTables\":[{Json(dice.Pick<string>(["select::null::t", ".*", "(", "(a+)+$"]))}]" : "")}}}";
        return dice.Chance(0.5) ? Input("is-sql", rules, sql) : Input("not-contains-sql", rules, $"Text\n```{dice.Pick<string>(["sql", "", "SQL", "x"])}\n{sql}\n```");
    }

    static string Statement(Dice dice, int depth) => dice.Below(8) switch
    {
        0 => $"INSERT INTO t (a, b) VALUES (1, {Json(dice.OddText())})",
        1 => $"UPDATE t SET a = {dice.Number()} WHERE {dice.Pick(_conditions)}",
        2 => $"DELETE FROM t WHERE {dice.Pick(_conditions)}",
        3 => $"CREATE TABLE {dice.Word()} (id INT, b VARCHAR(9))",
        _ => Select(dice, depth),
    };

    static string Select(Dice dice, int depth) =>
        $"SELECT {dice.Pick<string>(["*", "a", "a, b", "COUNT(*) n", "t.a AS x", "CASE WHEN a THEN 1 END", "a b", "SUM(a) OVER (ORDER BY b)"])} FROM {(depth > 0 && dice.Chance(0.3) ? $"({Select(dice, depth - 1)}) s" : "t")}"
        + (dice.Chance(0.3) ? $" JOIN u ON {dice.Pick(_conditions)}" : "")
        + (dice.Chance(0.5) ? $" WHERE {dice.Pick(_conditions)} AND {dice.Pick(_conditions)}" : "")
        + (dice.Chance(0.2) ? " GROUP BY a HAVING COUNT(*) > 1" : "")
        + (dice.Chance(0.2) ? " ORDER BY a DESC LIMIT 5" : "")
        + (depth > 0 && dice.Chance(0.1) ? " UNION " + Select(dice, depth - 1) : "");
}
