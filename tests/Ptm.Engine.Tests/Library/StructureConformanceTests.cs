using System.Text.Json;

namespace Ptm.Engine.Tests.Library;

/// <summary>promptfoo's answers to the configs of the folders under <c>conformance</c>, against ours. <c>regenerate.py</c> there asks promptfoo again.</summary>
public sealed class StructureConformanceTests : IDisposable
{
    readonly TempFolder _folder = new();

    public static IEnumerable<TheoryDataRow<string>> Configs => Names.Select(name => new TheoryDataRow<string>(name));

    static IEnumerable<string> Names => Directory.EnumerateDirectories(Root).Where(folder => File.Exists(Path.Combine(folder, "expected.json"))).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    static string Root => Path.Combine(Repository.Root, "tests", "Ptm.Engine.Tests", "Library", "conformance");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Configs))]
    public async Task A_config_gives_the_results_of_promptfoo_or_differs_for_a_reason(string name)
    {
        JsonElement expected = Expected(name);
        IReadOnlyList<string> differences = await CompareAsync(name, expected);

        if (expected.TryGetProperty("pending", out JsonElement pending))
        {
            Assert.SkipUnless(differences.Count == 0, $"pending: {pending}: {string.Join('\n', differences)}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(!expected.TryGetProperty("ours", out _) || expected.GetProperty("difference").GetString()!.Length > 20, "A difference needs its reason.");
    }

    [Fact]
    public async Task The_share_that_agrees_is_told()
    {
        int agreed = 0, onPurpose = 0, pending = 0, results = 0;
        foreach (string name in Names)
        {
            JsonElement expected = Expected(name);
            bool agrees = (await CompareAsync(name, expected)).Count == 0;
            results += expected.GetProperty("results").GetArrayLength();
            agreed += agrees && !expected.TryGetProperty("ours", out _) ? 1 : 0;
            onPurpose += agrees && expected.TryGetProperty("ours", out _) ? 1 : 0;
            pending += agrees ? 0 : 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"structure: {agreed} of {Names.Count()} configs ({results} results) agree with promptfoo, {onPurpose} differ on purpose, {pending} are pending");
        Assert.True(agreed > 0);
    }

    static JsonElement Expected(string name) => JsonElement.Parse(File.ReadAllText(Path.Combine(Root, name, "expected.json")));

    async Task<IReadOnlyList<string>> CompareAsync(string name, JsonElement expected)
    {
        ConfigRun run = await ConfigRun.OfAsync(Copy(name), TestContext.Current.CancellationToken);
        JsonElement ours = expected.TryGetProperty("ours", out JsonElement mine) ? mine : default;
        if (ours.ValueKind == JsonValueKind.String)
        {
            return run.Refusal?.Contains(ours.GetString()!, StringComparison.Ordinal) == true ? [] : [$"expected a refusal with {ours}, found {run.Refusal ?? "results"}"];
        }

        bool refused = expected.TryGetProperty("refused", out _);
        if (run.Refusal is not null || (refused && ours.ValueKind == JsonValueKind.Undefined))
        {
            return run.Refusal is not null && refused ? [] : [$"promptfoo {(refused ? "refuses the config" : "runs it")}, and here: {run.Refusal ?? "it runs"}"];
        }

        Dictionary<(int Test, int Prompt), JsonElement> different = ours.ValueKind == JsonValueKind.Array ? ours.EnumerateArray().ToDictionary(Key) : [];
        Dictionary<(int Test, int Prompt), JsonElement> theirs = expected.GetProperty("results").EnumerateArray().ToDictionary(Key);
        return
        [
            .. from key in theirs.Keys.Union(run.Results.Keys).Union(different.Keys).Order()
               let found = run.Results.GetValueOrDefault(key)
               let difference = different.TryGetValue(key, out JsonElement own) ? OwnDifference(found, own)
                   : theirs.TryGetValue(key, out JsonElement answer) ? ConfigRun.Difference(found, answer, run.Transformed.Contains(key))
                   : $"promptfoo has no such result, here it is {found!.Outcome} {found.Output?.Text}"
               where difference is not null
               select $"({key.Test}, {key.Prompt}): {difference}",
        ];
    }

    static (int Test, int Prompt) Key(JsonElement row) => (row.GetProperty("test").GetInt32(), row.GetProperty("prompt").GetInt32());

    // "outcome" none: there is no such result here.
    static string? OwnDifference(CaseResult? found, JsonElement own)
    {
        string outcome = own.GetProperty("outcome").GetString()!;
        if (!string.Equals(outcome, found?.Outcome.ToString() ?? "none", StringComparison.OrdinalIgnoreCase))
        {
            return $"expected {own}, found {found?.Outcome.ToString() ?? "none"}: {found?.Error?.Message ?? found?.Output?.Text}";
        }

        return own.TryGetProperty("output", out JsonElement output) && output.GetString() != found?.Output?.Text ? $"expected {own}, found the output {found?.Output?.Text}" : null;
    }

    string Copy(string name)
    {
        string source = Path.Combine(Root, name);
        string copy = Path.Combine(_folder.Path, name);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "expected.json"))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return Directory.EnumerateFiles(copy, "promptfooconfig*").Single();
    }
}
