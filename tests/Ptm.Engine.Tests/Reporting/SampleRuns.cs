using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Tests.Reporting;

/// <summary>Runs as a report gets them: one that a team would have, one whose every text attacks its reader, one that is large.</summary>
internal static class SampleRuns
{
    /// <summary>What sets this in a page has run where it must not.</summary>
    public const string Flag = "window.__attacked";

    public const string Markup = "</script><script>window.__attacked=1</script><img src=x onerror=\"window.__attacked=2\"><!-- <![CDATA[ ]]>";

    public const string Unseen = "a\u202Eright\u202C \u2028line\u2029 nul\0 bell\a lone\uD83D \uFEFF\u200Bend";

    static readonly DateTimeOffset s_start = new(2026, 11, 25, 10, 15, 30, TimeSpan.Zero);

    /// <summary>Two prompts of one config on two providers, and one prompt of a file of its own.</summary>
    public static RunResult Support { get; } = Run("Support prompts, nightly",
    [
        .. from test in Enumerable.Range(0, 4) from prompt in new[] { "short", "friendly" } from provider in new[] { "gpt-mini", "local llama" } select SupportCase(test, prompt, provider),
        .. from test in Enumerable.Range(4, 3) select SupportCase(test, "triage", "gpt-mini"),
    ]) with
    {
        Metrics =
        [
            .. from prompt in new[] { "short", "friendly" } from provider in new[] { "gpt-mini", "local llama" } select new NamedMetric { PromptId = prompt, Provider = provider, Name = "tone", Value = 5.25, Weight = 7, Count = 7 },
            new() { PromptId = "short", Provider = "gpt-mini", Name = "tone per check", Value = 0.75, IsDerived = true },
            new() { PromptId = "short", Provider = "gpt-mini", Name = "tone by zero", Value = null, IsDerived = true },
        ],
    };

    /// <summary>Every name and text tries to leave its place.</summary>
    public static RunResult Hostile { get; } = Run(Markup,
    [
        Attack(1, Markup, "javascript:window.__attacked=3", "=1+1", CaseOutcome.Failed),
        Attack(2, "@everyone [click](javascript:alert(1)) ![i](http://127.0.0.1:9/x.png) | `code` </details>", "+SUM(A1) @someone", "x|y\\|z", CaseOutcome.Failed),
        Attack(3, Unseen, "-2+3 \u202Eprovider", "\t=1", CaseOutcome.Error),
        Attack(4, "\"quoted\", comma\r\nand line\r=2", "@SUM(1)", "``` fence\n# heading", CaseOutcome.Unchecked),
        Attack(5, "&lt;b&gt; {{matrix}} {{data}} \\u003c ' onmouseover='window.__attacked=4", "\" autofocus onfocus=\"window.__attacked=5", "$(touch x)", CaseOutcome.Passed),
        Attack(6, new string('x', 1_000_000), "long", "long", CaseOutcome.Failed) with { Output = new() { Text = "start " + new string('y', 1_000_000) + " end", CostUsd = 0 } },
    ]) with
    {
        Metrics =
        [
            new() { PromptId = Markup, Provider = Unseen, Name = Markup, Value = 1, Weight = 2, Count = 2 },
            new() { PromptId = "x|y\\|z", Provider = "=1+1", Name = "@everyone ![i](http://127.0.0.1:9/x.png) | `code`", Value = 1e300, Weight = 0, Count = 1 },
        ],
    };

    /// <summary>A run of <paramref name="cases"/> cases with texts of a usual length.</summary>
    public static RunResult Large(int cases) => Run(null, [.. Enumerable.Range(0, cases).Select(index => SupportCase(index, "large", "gpt-mini"))]);

    public static RunResult Run(string? label, IReadOnlyList<CaseResult> results)
    {
        RunTally tally = new();
        foreach (CaseResult result in results)
        {
            tally.Add(result);
        }

        return new()
        {
            RunKey = "01a210c24a077b27b740847698f7f4db",
            Label = label,
            State = RunState.Completed,
            StartedAt = s_start,
            EndedAt = s_start.AddSeconds(64),
            Summary = tally.ToSummary(TimeSpan.FromSeconds(63.7)),
            Results = results,
        };
    }

    static CaseResult SupportCase(int test, string prompt, string provider)
    {
        string[] names = ["names the refund window", "greets the customer by name", "answers in the customer's language", "never promises a guarantee", "sorts a complaint", "sorts a question about an invoice", "keeps the order number"];
        int mix = ((test * 7) + (prompt.Length * 3) + provider.Length) % 11;
        CaseOutcome outcome = mix switch { 0 or 6 => CaseOutcome.Failed, 3 when test < 7 => CaseOutcome.Error, 9 when prompt == "triage" => CaseOutcome.Unchecked, _ => CaseOutcome.Passed };
        string file = Path.GetFullPath(prompt == "triage" ? "/shop/prompts/triage.yaml" : "/shop/promptfooconfig.yaml");
        SourceLocation place = new(file, 12 + test * 9, 5);
        string name = names[test % names.Length] + (test < names.Length ? "" : string.Create(CultureInfo.InvariantCulture, $" {test}"));
        return new()
        {
            Id = name,
            Description = name,
            PromptId = "support." + prompt,
            PromptLabel = prompt switch { "short" => "Short answer", "friendly" => "Friendly answer", _ => "Triage" },
            Provider = provider,
            Outcome = outcome,
            Score = outcome switch { CaseOutcome.Passed => 100, CaseOutcome.Failed => 58.333, _ => null },
            Promptfoo = new(outcome == CaseOutcome.Passed, 0),
            Prompt = new()
            {
                Text = "[…]",
                Messages = [new("system", "You answer customers of Contoso. Refunds are possible within 30 days."), new("user", "Hello, I am Ada. How long can I send the lamp back?")],
            },
            Output = outcome == CaseOutcome.Error ? null : new()
            {
                Text = "Hello Ada,\n\nthank you for your message. You can send the lamp back within 14 days of its arrival; the label is in the parcel.\n\nKind regards\nContoso",
                CostUsd = 0.0000776m,
                Latency = TimeSpan.FromMilliseconds(640 + test * 31),
                Tokens = new(86, 37),
                FinishReason = "stop",
                Model = "gpt-4.1-mini",
                Recorded = true,
                ToolCalls = test == 3 ? [new("find_order", JsonElement.Parse("""{"customer": "Ada", "item": "lamp"}"""))] : [],
            },
            Assertions = outcome is CaseOutcome.Error or CaseOutcome.Unchecked ? [] :
            [
                Check("contains", outcome, "expected to contain \"30 days\", found \"Hello Ada, thank you for your message. You can send…\"", file, place.Line + 3),
                Check("assert-set", CaseOutcome.Passed, "2 of 2 checks hold", file, place.Line + 5) with
                {
                    Weight = 2,
                    Assertions = [Check("icontains", CaseOutcome.Passed, "", file, place.Line + 6), Check("not-contains", CaseOutcome.Passed, "", file, place.Line + 7)],
                },
            ],
            Metrics = outcome is CaseOutcome.Error or CaseOutcome.Unchecked ? [] : [new() { Name = "politeness", Outcome = CaseOutcome.Passed, Score = 0.92, Threshold = 0.5, Reason = "Greets, thanks, and answers in full sentences.", Judge = "gpt-4.1", CostUsd = 0.00012m, Tokens = new(214, 31) }],
            Kpis = outcome is CaseOutcome.Error or CaseOutcome.Unchecked ? [] : [new() { Name = "cheap", Outcome = CaseOutcome.Unchecked, Score = 1, Weight = 0.5, Reason = "1 if cost < 0.05 else 0 = 1" }],
            Error = outcome == CaseOutcome.Error ? new("PTM4005", "There is no recording of this answer. Record it: ptm eval --cassettes record", place) : null,
            Location = place,
        };
    }

    static CaseResult Attack(int number, string text, string provider, string name, CaseOutcome outcome) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{number} {name}"),
        Description = name + " " + text,
        PromptId = "hostile " + (number % 2 == 0 ? name : text[..Math.Min(text.Length, 200)]),
        PromptLabel = text,
        Provider = provider,
        Outcome = outcome,
        Score = outcome switch { CaseOutcome.Passed => 100, CaseOutcome.Failed => 0, _ => null },
        Promptfoo = new(outcome == CaseOutcome.Passed, 0),
        Prompt = new() { Text = text },
        Output = new() { Text = name + text, CostUsd = 0.1m, Latency = TimeSpan.FromMilliseconds(5), Model = text[..Math.Min(text.Length, 200)], FinishReason = name, ToolCalls = [new(text[..Math.Min(text.Length, 200)], JsonElement.Parse("""{"a": "</script>"}"""))] },
        Assertions = outcome == CaseOutcome.Unchecked ? [] : [Check(name, outcome, text, "/shop/" + name + ".yaml", 3) with { Metric = name }],
        Metrics = [new() { Name = name, Outcome = CaseOutcome.Passed, Score = 1, Threshold = 0.5, Reason = text, Judge = provider, CostUsd = 0.02m }],
        Kpis = [new() { Name = name, Outcome = CaseOutcome.Unchecked, Score = 0.25, Reason = text }],
        Error = outcome == CaseOutcome.Error ? new("PTM4001", text) : null,
        Location = new("/shop/" + name + ".yaml", number),
    };

    static AssertionResult Check(string type, CaseOutcome outcome, string reason, string file, int line) => new()
    {
        Type = type,
        Outcome = outcome,
        Score = outcome == CaseOutcome.Passed ? 1 : 0,
        Reason = reason,
        Location = new(file, line, 9),
    };
}
