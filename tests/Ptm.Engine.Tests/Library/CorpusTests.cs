using System.Text.Json;

namespace Ptm.Engine.Tests.Library;

/// <summary>Real configs of public repositories with promptfoo's verdicts, which lie beside this repository and are no part of it.</summary>
public sealed class CorpusTests
{
    const string Nothing = "absent";

    // What is known of it here: rows that differ on purpose, and why.
    static readonly JsonElement s_ours = JsonElement.Parse(Repository.Read("tests/Ptm.Engine.Tests/Library/corpus.json"));

    public static IEnumerable<TheoryDataRow<string, string>> Configs => Directory.Exists(Root)
        ? Manifest().Select(columns => new TheoryDataRow<string, string>(columns[0], columns[1]))
        : [new(Nothing, "")];

    static string Root => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "corpus"));

    [Theory]
    [MemberData(nameof(Configs))]
    public async Task A_real_config_gives_the_verdicts_of_promptfoo(string folder, string config)
    {
        Assert.SkipWhen(folder == Nothing, $"The corpus is not there: {Root}");

        (IReadOnlyList<string> differences, _) = await CompareAsync(folder, config);

        Assert.SkipWhen(differences.Count > 0 && s_ours.GetProperty("pending").EnumerateArray().Any(pending => pending.GetString() == folder), $"pending: {differences.Count} differences");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(10)));
    }

    [Fact]
    public async Task The_share_of_verdicts_that_agree_is_told()
    {
        Assert.SkipUnless(Directory.Exists(Root), $"The corpus is not there: {Root}");
        int cases = 0, different = 0, onPurpose = 0, errors = 0, loaded = 0, configs = 0;
        foreach (string[] columns in Manifest())
        {
            configs++;
            (IReadOnlyList<string> differences, ConfigRun run) = await CompareAsync(columns[0], columns[1]);
            int[] rows = OnPurpose(columns[0]);
            onPurpose += run.Results.Keys.Count(key => rows.Contains(key.Test));
            errors += run.Results.Count(pair => pair.Value.Outcome == CaseOutcome.Error && !rows.Contains(pair.Key.Test));
            cases += Expected(columns[0]).Count;
            loaded += differences is [var only] && only.StartsWith("refused", StringComparison.Ordinal) ? 0 : 1;
            different += differences is [var all] && all.StartsWith("refused", StringComparison.Ordinal) ? Expected(columns[0]).Count : differences.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"corpus: {loaded} of {configs} configs load, {cases - different - onPurpose} of {cases} verdicts are promptfoo's ({errors} of them errors here, compared on pass alone), {onPurpose} differ on purpose");
        Assert.True(loaded > 0);
    }

    static IEnumerable<string[]> Manifest() => File.ReadLines(Path.Combine(Root, "manifest.tsv")).Skip(1).Select(line => line.Split('\t'));

    static async Task<(IReadOnlyList<string> Differences, ConfigRun Run)> CompareAsync(string folder, string config)
    {
        ConfigRun run = await ConfigRun.OfAsync(Path.Combine(Root, folder, config), TestContext.Current.CancellationToken);
        if (run.Refusal is not null)
        {
            return ([$"refused: {run.Refusal}"], run);
        }

        Dictionary<(int Test, int Prompt), JsonElement> theirs = Expected(folder);
        return (
        [
            .. from key in theirs.Keys.Union(run.Results.Keys).Order()
               let difference = OnPurpose(folder).Contains(key.Test) ? run.Results.GetValueOrDefault(key)?.Outcome == CaseOutcome.Error ? null : "expected an error"
                   : theirs.TryGetValue(key, out JsonElement answer) ? ConfigRun.Difference(run.Results.GetValueOrDefault(key), answer, isTransformed: false)
                   : "promptfoo has no such result"
               where difference is not null
               select $"({key.Test}, {key.Prompt}): {difference}",
        ], run);
    }

    static int[] OnPurpose(string folder) =>
        s_ours.GetProperty("differences").TryGetProperty(folder, out JsonElement known) ? [.. known.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32())] : [];

    static Dictionary<(int Test, int Prompt), JsonElement> Expected(string folder) =>
        File.ReadLines(Path.Combine(Root, folder, "expected.jsonl"))
            .Where(line => line.Length > 0)
            .Select(line => JsonElement.Parse(line))
            .ToDictionary(row => (row.GetProperty("test").GetInt32(), row.GetProperty("prompt").GetInt32()));
}
