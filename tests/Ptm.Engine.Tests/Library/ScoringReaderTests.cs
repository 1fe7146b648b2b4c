using Ptm.Engine.Library;

namespace Ptm.Engine.Tests.Library;

/// <summary>The keys <c>additional_metrics</c>, <c>additional_kpis</c> and <c>judge_profile</c> of files.</summary>
public sealed class ScoringReaderTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_and_KPIs_are_read_with_their_defaults_and_places()
    {
        string path = _folder.Write("p.yaml", """
            id: p
            prompt_text: hi
            judge_profile: strict
            additional_metrics:
              - { name: relevance, criteria: To the point., threshold: 0.7 }
              - name: tone of voice
                criteria: |
                  Friendly,
                  and short.
            additional_kpis:
              - { name: cost_ok, description: "Under $0.05", expression: "1 if cost < 0.05 else 0", weight: 2.0 }
              - name: useful
                expression: |
                    relevance * 0.5
                      + metrics["tone of voice"] * 0.5
                threshold: 0
              - { name: one, expression: 1 }
            """);

        PromptDefinition prompt = Assert.Single(PromptLibrary.Open(path).Prompts);

        Assert.Equal("strict", prompt.JudgeProfile);
        Assert.Equal(
            [new() { Name = "relevance", Criteria = "To the point.", Threshold = 0.7, Location = new(path, 5, 5) }, new() { Name = "tone of voice", Criteria = "Friendly,\nand short.\n", Location = new(path, 6, 5) }],
            prompt.AdditionalMetrics);
        Assert.Equal(
            [
                new() { Name = "cost_ok", Description = "Under $0.05", Expression = "1 if cost < 0.05 else 0", Weight = 2, Location = new(path, 11, 5), ExpressionLocation = new(path, 11, 63) },
                new() { Name = "useful", Expression = "relevance * 0.5\n  + metrics[\"tone of voice\"] * 0.5\n", Threshold = 0, Location = new(path, 12, 5), ExpressionLocation = new(path, 14, 9) },
                new() { Name = "one", Expression = "1", Location = new(path, 17, 5), ExpressionLocation = new(path, 17, 30) },
            ],
            prompt.AdditionalKpis);
    }

    [Theory]
    [InlineData("additional_metrics: [{criteria: c}]", "3,22", "PTM3004", "A metric needs a 'name'")]
    [InlineData("additional_metrics: [{name: m}]", "3,22", "PTM3004", "needs 'criteria'")]
    [InlineData("additional_metrics: [{name: m, criteria: c, threshold: 1.5}]", "3,56", "PTM3004", "'threshold' takes a number from 0 to 1, and this is the number 1.5.")]
    [InlineData("additional_metrics: [{name: m, criteria: c, threshold: high}]", "3,56", "PTM3004", "'threshold' takes a number")]
    [InlineData("additional_metrics: [{name: m, criteria: [c]}]", "3,42", "PTM3004", "'criteria' takes text, and this is a list.")]
    [InlineData("additional_metrics: [{name: m, criteria: c, treshold: 1}]", "3,45", "PTM3005", "Did you mean 'threshold'?")]
    [InlineData("additional_metrics: {name: m, criteria: c}", "3,21", "PTM3004", "'additional_metrics' takes a list")]
    [InlineData("additional_metrics: [m]", "3,22", "PTM3004", "'additional_metrics' takes a list of mappings")]
    [InlineData("additional_metrics: [{name: m, criteria: c}, {name: m, criteria: d}]", "3,46", "PTM3006", "is here a second time; the first is on line 3")]
    [InlineData("additional_metrics: [{name: tokens, criteria: c}]", "3,22", "PTM3004", "cannot be called 'tokens'")]
    [InlineData("additional_kpis: [{expression: 1}]", "3,19", "PTM3004", "A KPI needs a 'name'")]
    [InlineData("additional_kpis: [{name: k}]", "3,19", "PTM3004", "needs an 'expression'")]
    [InlineData("additional_kpis: [{name: k, expression: 1, weight: -1}]", "3,52", "PTM3004", "'weight' takes a number of 0 or more")]
    [InlineData("additional_kpis: [{name: k, expression: 1, weight: .nan}]", "3,52", "PTM3004", "'weight' takes a number of 0 or more")]
    [InlineData("additional_kpis: [{name: k, expression: 1, threshold: 2}]", "3,55", "PTM3004", "'threshold' takes a number from 0 to 1")]
    [InlineData("additional_kpis: [{name: k, expr: 1}]", "3,29", "PTM3003", "A KPI has no key 'expr'.")]
    [InlineData("additional_kpis: [{name: k, expression: 1}, {name: k, expression: 1}]", "3,45", "PTM3006", "is here a second time; the first is on line 3")]
    [InlineData("additional_kpis: [{name: score, expression: 1}]", "3,19", "PTM3004", "cannot be called 'score'")]
    [InlineData("additional_kpis: [{name: k, expression: 1 +}]", "3,44", "PTM3011", "The KPI \"k\": Expected a value, and this is the end.")]
    [InlineData("additional_kpis: [{name: k, expression: '1 if cost else ?'}]", "3,57", "PTM3011", "'?' has no meaning here.")]
    [InlineData("additional_kpis:\n  - name: k\n    expression: >\n      1 + (2", "6,13", "PTM3011", "Expected ')'")]
    [InlineData("additional_kpis: [{name: k, expression: 1 if csot < 1 else 0}]", "3,46", "PTM3011", "Did you mean 'cost'?")]
    [InlineData("judge_profile: [a]", "3,16", "PTM3004", "'judge_profile' takes text, and this is a list.")]
    public void What_is_wrong_is_an_error_at_its_place(string yaml, string place, string code, string message)
    {
        string path = _folder.Write("p.yaml", $"id: p\nprompt_text: hi\n{yaml}\n");

        PtmException error = Assert.Throws<PtmException>(() => PromptLibrary.Open(path));

        Diagnostic finding = Assert.Single(error.Diagnostics);
        Assert.Equal((code, $"{path}({place})"), (finding.Code, finding.Location!.ToString()));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_KPI_may_read_a_metric_of_the_prompt_or_of_any_of_its_assertions()
    {
        string path = _folder.Write("p.yaml", """
            id: p
            prompt_text: hi
            additional_metrics: [{ name: relevance, criteria: c }]
            additional_kpis: [{ name: k, expression: relevance + density + words }]
            tests:
              - assert: [{ type: contains, value: hi, metric: density }]
              - assert: [{ type: assert-set, assert: [{ type: word-count, value: 1, metric: words }] }]
            """);

        Assert.Single(PromptLibrary.Open(path).Prompts);
    }

    [Fact]
    public void The_judge_of_all_prompts_stands_in_ptm_yaml()
    {
        _folder.Write("prompts/p.yaml", "id: p\nprompt_text: hi");

        Assert.Equal("strict", PromptLibrary.Open(_folder.Write("ptm.yaml", "judge_profile: strict")).Configuration.JudgeProfile);
    }
}
