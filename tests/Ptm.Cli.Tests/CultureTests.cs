using System.Text.RegularExpressions;

namespace Ptm.Cli.Tests;

/// <summary>A library with numbers, dates, KPIs, CSV, scripts, SQL and letters that languages spell differently, under the languages and time zones of its users.</summary>
public sealed partial class CultureTests
{
    const string Own = """
        id: culture.own
        prompt_text: "{{ text }} {{ number }} {{ number * 3 }} {{ 1234567.891 | round(2) }} {{ 'title i' | title }} {{ 'İIıi' | lower }} {{ when }} {{ [3.5, 0.25] | sort | join('; ') }} {{ { a: 1.5 } | dump }}"
        provider_profiles: [echo]
        kpis:
          - { name: length, formula: len(output) / 7, max: 0.5 }
          - { name: share, formula: "round(vars.number * 1.1, 3)", min: 2.5 }
        tests:
          - description: numbers
            vars: { text: "1,5 or 1.5", number: 2.5, when: 2020-03-29 }
            assert:
              - { type: contains, value: "7.5" }
              - { type: contains, value: "1234567.89" }
              - { type: icontains, value: "TITLE I" }
              - { type: word-count, value: { min: 1.0, max: 50 } }
              - { type: javascript, value: "new Date(0).toString().length > 0 && (1234.5).toLocaleString() !== '' ? 0.25 : 0" }
              - { type: regex, value: '\d\.\d' }
          - description: İstanbul ıssız straße
            vars: { text: "İ I ı i ß", number: 0.1, when: 2020-01-01T00:00:00 }
            assert:
              - { type: icontains, value: i }
              - { type: icontains-any, value: [ISSIZ, STRASSE, "ß"] }
              - { type: levenshtein, value: x, threshold: 500 }
              - { type: not-equals, value: "0,1" }
        """;

    const string Config = """
        prompts: ['Hi {{name}} {{price}} {{ price * 2 }} {{ name | upper }}']
        providers: [echo]
        tests: file://rows.csv
        defaultTest:
          assert:
            - { type: javascript, value: "output.length / 10", threshold: 0.5, weight: 1.5, metric: length }
            - { type: icontains, value: hi }
        """;

    const string Queries = """
        prompts: ['SELECT {{ column }} FROM INVOICES WHERE I > {{ limit }}']
        providers: [echo]
        tests:
          - { vars: { column: ID, limit: 1.5 }, assert: [{ type: is-sql, value: { databaseType: SQLITE, allowedColumns: ["SELECT::null::(id|i)"] } }] }
          - { vars: { column: "İ, I", limit: 1e3 }, assert: [{ type: not-is-sql, value: { databaseType: postgresql, allowedTables: [none] } }] }
        """;

    static readonly (string Language, string Zone)[] _places = [("de_DE.UTF-8", "Pacific/Apia"), ("tr_TR.UTF-8", "Pacific/Apia"), ("ar_SA.UTF-8", "Asia/Kathmandu")];

    [Fact]
    public async Task Neither_language_nor_time_zone_changes_a_byte_of_any_report()
    {
        using Workspace workspace = new();
        workspace.Write("own/ptm.yaml", "prompts: prompts/*.yaml\n");
        workspace.Write("own/prompts/own.yaml", Own);
        workspace.Write("rows/promptfooconfig.yaml", Config);
        workspace.Write("rows/rows.csv", "name;price;__expected\nİlker;1.25;contains: 2.5\n\"I; i\";-0.5;icontains: I; I\n".Replace(';', ','));
        workspace.Write("sql/promptfooconfig.yaml", Queries);
        foreach (string library in new[] { "own", "rows", "sql" })
        {
            string[] plain = await ReportsAsync(workspace, library, "C.UTF-8", "UTC", "1");
            foreach ((string language, string zone) in _places)
            {
                string[] reports = await ReportsAsync(workspace, library, language, zone, "0");

                Assert.Equal(plain, reports);
            }
        }
    }

    static async Task<string[]> ReportsAsync(Workspace workspace, string library, string language, string zone, string invariant)
    {
        PtmOutput output = await workspace.RunAsync(
            new Dictionary<string, string> { ["LANG"] = language, ["LC_ALL"] = language, ["TZ"] = zone, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = invariant },
            "eval", library, "-o", "run.json", "-o", "run.csv", "-o", "run.md");
        return [WithoutTimes(workspace.Scrub(output.Out)), WithoutTimes(workspace.Scrub(output.Error)), .. new[] { "run.json", "run.csv", "run.md" }.Select(file => WithoutTimes(workspace.Read(file)))];
    }

    static string WithoutTimes(string text) => Times().Replace(text, "0");

    [GeneratedRegex("""(?<=_ms": )[\d.E-]+|(?<="run_key": ")\w+|(?<="started_at": ")[^"]+(?=\+00:00")|\d{4}-\d\d-\d\dT[\d:.]+(?=\+00:00|Z)|[\d.]+(?= m?s\b)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
