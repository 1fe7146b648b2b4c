using System.Globalization;
using System.Text.RegularExpressions;

namespace Ptm.Cli.Tests;

/// <summary>Configs with numbers, dates, sorting, KPIs, CSV, scripts, SQL and letters that languages spell differently, under the languages and time zones of their users.</summary>
public sealed partial class CultureTests
{
    const string Own = """
        id: culture.own
        prompt_text: "{{ text }} {{ number }} {{ number * 3 }} {{ 1234567.891 | round(2) }} {{ 'title i' | title }} {{ 'İIıi' | lower }} {{ 'iı' | upper }} {{ when }} {{ [3.5, 0.25] | sort | join('; ') }} {{ ['ı','I','i','İ','z','ä'] | sort | join }} {{ { a: 1.5 } | dump }}"
        provider_profiles: [echo]
        additional_kpis:
          - { name: length, expression: len(output) / 7, threshold: 0.5 }
          - { name: share, expression: "round(vars['number'] * 1.1, 3)", threshold: 0.1 }
          - { name: text, expression: "vars['number'] / 3" }
        tests:
          - description: numbers
            vars: { text: "1,5 or 1.5", number: 2.5, when: 2020-03-29 }
            assert:
              - { type: contains, value: "7.5" }
              - { type: contains, value: "1234567.89" }
              - { type: icontains, value: "TITLE I" }
              - { type: word-count, value: { min: 1, max: 50 } }
              - { type: rouge-n, value: "Title I", threshold: 0.05 }
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
        prompts: ['Hi {{name}} {{price}} {{ price * 2 }} {{ name | upper }} {{ when }}']
        providers: [echo]
        derivedMetrics: [{ name: share, value: 'length / 3' }]
        defaultTest:
          assert:
            - { type: javascript, value: "output.length / 10", threshold: 0.5, weight: 1.5, metric: length }
            - type: javascript
              value: |
                const day = new Date(2024, 0, 1, 12, 30);
                const texts = [String(day), day.toLocaleString(), day.toLocaleDateString(), day.toLocaleTimeString(), day.getTimezoneOffset(), new Date('2024-03-31T02:30').toISOString(),
                  new Date(0).getHours(), Date.UTC(2011, 11, 30), (1234567.891).toLocaleString(), (0.1 + 0.2).toString(), 'iıIİ'.toLocaleUpperCase(), 'iıIİ'.toLocaleLowerCase(), 'I'.toLowerCase(),
                  ['z', 'ä', 'ı', 'i', 'I', 'İ'].sort().join(''), ['z', 'ä', 'ı', 'i', 'I', 'İ'].sort((a, b) => a.localeCompare(b)).join(''), parseFloat('1,5'), Number('1.5'), /I/i.test('ı')];
                return { pass: true, score: 0.25, reason: texts.join(' | ') };
            - { type: icontains, value: hi }
        tests: file://rows.csv
        """;

    const string Rows = """
        name,price,when,__expected,__threshold,__metric
        İlker,1.25,2011-12-30,contains: 2.5,0.5,first
        "I; i",-0.5,30.12.2011,icontains: I; I,.25,second
        ıŞIK,"1,5",,levenshtein(40): x,0.1,third
        """;

    const string Checks = """
        prompts: ['{{ output }}']
        providers: [echo]
        tests:
          - { vars: { output: 'SELECT ID FROM INVOICES WHERE I > 1.5' }, assert: [{ type: is-sql, value: { databaseType: SQLITE, allowedColumns: ["select::null::(id|i)"] } }] }
          - { vars: { output: '{"i": 1.5, "d": "2020-01-01", "t": "12:00:00Z"}' }, assert: [{ type: is-json, value: { type: object, properties: { i: { type: number, minimum: 1.25, multipleOf: 0.5 }, d: { format: date }, t: { format: time } }, required: [i, I] } }] }
          - { vars: { output: '<I><i>1,5</i></I>' }, assert: [{ type: is-xml, value: I.i }, { type: is-html }, { type: contains-html }] }
          - { vars: { output: 'It is I, in İstanbul' }, threshold: 0.3, assert: [{ type: bleu, value: 'it is i in istanbul', threshold: 0.1 }, { type: meteor, value: 'IT IS I', threshold: 0.1 }, { type: gleu, value: 'It is', threshold: 0.1 }, { type: starts-with, value: it }, { type: is-refusal }] }
          - { vars: { output: "I'M SORRY, I CAN'T" }, assert: [{ type: is-refusal }, { type: javascript, value: 'output.toLowerCase().includes("i\u0027m")' }] }
          - { vars: { output: [1.5, 2, "3,5"] }, options: { transform: '({ value: output, half: Number(output) / 2 })' }, assert: [{ type: contains, value: half }, { type: cost, threshold: 0.5 }] }
        """;

    /// <summary>A comma and a dotless i; Apia, which once had no 30 December; an offset of three quarters of an hour and other digits.</summary>
    static readonly (string Language, string Zone)[] s_places = [("de_DE.UTF-8", "Pacific/Apia"), ("tr_TR.UTF-8", "Pacific/Apia"), ("ar_SA.UTF-8", "Asia/Kathmandu")];

    static readonly string[] s_reports = ["run.json", "run.csv", "run.md"];

    [Fact]
    public async Task Neither_language_nor_time_zone_changes_a_byte_of_any_report()
    {
        // Without the languages' data there would be nothing to compare.
        Assert.Equal("İ", new CultureInfo("tr-TR").TextInfo.ToUpper("i"));
        using Workspace workspace = new();
        workspace.Write("own/ptm.yaml", "prompts: prompts/*.yaml\n");
        workspace.Write("own/prompts/own.yaml", Own);
        workspace.Write("rows/promptfooconfig.yaml", Config);
        workspace.Write("rows/rows.csv", Rows);
        workspace.Write("checks/promptfooconfig.yaml", Checks);
        foreach (string library in new[] { "own", "rows", "checks" })
        {
            string[] plain = await ReportsAsync(workspace, library, "C.UTF-8", "UTC", "1");
            Assert.Matches("\"total\": [2-9]", plain[2]);
            Assert.DoesNotContain("\"outcome\": \"error\"", plain[2], StringComparison.Ordinal);
            foreach ((string language, string zone) in s_places)
            {
                string[] reports = await ReportsAsync(workspace, library, language, zone, "0");

                Assert.Equal(plain, reports);
            }
        }
    }

    static async Task<string[]> ReportsAsync(Workspace workspace, string library, string language, string zone, string invariant)
    {
        Dictionary<string, string> environment = new() { ["LANG"] = language, ["LC_ALL"] = language, ["LANGUAGE"] = language, ["TZ"] = zone, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = invariant };
        PtmOutput output = await workspace.RunAsync(environment, ["eval", "-c", library, "--max-concurrency", "1", .. s_reports.SelectMany(name => new[] { "-o", name })]);
        Assert.True(output.ExitCode is 0 or 1, output.Out + output.Error);
        return [.. new[] { workspace.Scrub(output.Out), workspace.Scrub(output.Error) }.Concat(s_reports.Select(workspace.Read)).Select(text => Times().Replace(text, "0"))];
    }

    /// <summary>When the run began and what it took; the offset of the time zone stays.</summary>
    [GeneratedRegex("""(?<=_ms": )[\d.E-]+|(?<="run_key": ")\w+|(?<="started_at": ")[\d:.T-]+(?=\+00:00")|(?<=,0,)[\d.E-]+(?=,0,0,false)|[\d.]+(?= m?s\b)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
