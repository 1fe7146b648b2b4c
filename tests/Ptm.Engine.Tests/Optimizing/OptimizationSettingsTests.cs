using Ptm.Engine.Library;
using Ptm.Engine.Library.Reading;
using Ptm.Engine.Optimizing;

namespace Ptm.Engine.Tests.Optimizing;

/// <summary>What holds for an optimization: the request, else <c>ptm.yaml</c>, else what is built in.</summary>
public sealed class OptimizationSettingsTests : IDisposable
{
    static readonly PromptDefinition s_prompt = new() { Id = "p", Text = "x", ProviderProfiles = ["first", "second", "first"] };

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_nobody_says_is_built_in()
    {
        OptimizationSettings settings = Resolve(new(), "");

        Assert.Equal(["first", "second"], settings.Providers);
        Assert.Equal(new() { Providers = settings.Providers, Mutator = "first" }, settings);
        Assert.Equal((10, 90d, 2d, 20m), (settings.MaxCycles, settings.TargetScore, settings.MinImprovement, settings.MaxCostUsd));
        Assert.Equal((2, 3, 0.2, 0d, true), (settings.StabilitySamples, settings.ValidationSamples, settings.FlakinessThreshold, settings.MinConsistentImprovement, settings.VarianceAwareMutator));
        Assert.Equal((ComparisonStrategy.Pareto, VarianceSignal.ScoreStddev, ChainedBaselineMode.Original, VisibilityScope.Private, false), (settings.ComparisonStrategy, settings.VarianceSignal, settings.ChainedBaselineMode, settings.Visibility, settings.EnforceTargetScore));
    }

    [Fact]
    public void The_file_comes_before_what_is_built_in_and_the_request_before_the_file()
    {
        const string File = """
            judge_profile: library
            optimization:
              mutator_profile: mutator
              held_out: 0.5
              candidates_per_cycle: 4
              patience: 5
              seed: 6
              max_answer_tokens: 700
              comparison_strategy: mean
              visibility_scope: team_visible
              stability_samples: 8
              validation_samples: 9
              flakiness_threshold: 0.1
              min_consistent_improvement: 1.5
              variance_aware_mutator: false
              variance_signal: spread
              enforce_target_score: true
              chained_baseline_mode: best
            """;
        OptimizationRequest all = new()
        {
            ProviderProfiles = ["third"],
            JudgeProfile = "asked",
            MaxCycles = 1,
            TargetScore = 100,
            MinImprovement = 0,
            MaxCostUsd = 0.01m,
            ComparisonStrategy = "no_regressions",
            VisibilityScope = VisibilityScope.OrgVisible,
            StabilitySamples = 1,
            ValidationSamples = 25,
            FlakinessThreshold = 1,
            MinConsistentImprovement = 100,
            VarianceAwareMutator = true,
            VarianceSignal = "disagreement",
            EnforceTargetScore = false,
            ChainedBaselineMode = "parent",
        };
        OptimizationSettings ofFile = new()
        {
            Providers = ["first", "second"],
            Mutator = "mutator",
            HeldOut = 0.5,
            CandidatesPerCycle = 4,
            Patience = 5,
            Seed = 6,
            MaxAnswerTokens = 700,
            ComparisonStrategy = ComparisonStrategy.Mean,
            Visibility = VisibilityScope.TeamVisible,
            StabilitySamples = 8,
            ValidationSamples = 9,
            FlakinessThreshold = 0.1,
            MinConsistentImprovement = 1.5,
            VarianceAwareMutator = false,
            VarianceSignal = VarianceSignal.Spread,
            EnforceTargetScore = true,
            ChainedBaselineMode = ChainedBaselineMode.Best,
        };

        OptimizationSettings file = Resolve(new(), File);
        OptimizationSettings both = Resolve(all, File);

        Assert.Equal(ofFile with { Providers = file.Providers }, file);
        Assert.Equal(["third"], both.Providers);
        Assert.Equal(
            ofFile with
            {
                Providers = both.Providers,
                Judge = "asked",
                MaxCycles = 1,
                TargetScore = 100,
                MinImprovement = 0,
                MaxCostUsd = 0.01m,
                ComparisonStrategy = ComparisonStrategy.NoRegressions,
                Visibility = VisibilityScope.OrgVisible,
                StabilitySamples = 1,
                ValidationSamples = 25,
                FlakinessThreshold = 1,
                MinConsistentImprovement = 100,
                VarianceAwareMutator = true,
                VarianceSignal = VarianceSignal.Disagreement,
                EnforceTargetScore = false,
                ChainedBaselineMode = ChainedBaselineMode.Parent,
            },
            both);
    }

    [Theory]
    [InlineData("judge_profile: library\noptimization: { mutator_profile: own }", "asked", "of prompt", "own")]
    [InlineData("judge_profile: library", "asked", "of prompt", "asked")]
    [InlineData("judge_profile: library", null, "of prompt", "of prompt")]
    [InlineData("judge_profile: library", null, null, "library")]
    [InlineData("", null, null, "first")]
    public void The_mutator_is_the_one_of_the_file_else_a_judge_else_the_first_provider(string file, string? asked, string? ofPrompt, string mutator) =>
        Assert.Equal(mutator, OptimizationSettings.Resolve(new() { JudgeProfile = asked }, s_prompt with { JudgeProfile = ofPrompt }, Configuration(file)).Mutator);

    [Fact]
    public void Every_field_out_of_range_and_every_unknown_word_is_named_at_once()
    {
        OptimizationRequest request = new()
        {
            ProviderProfiles = [],
            JudgeProfile = " ",
            MaxCycles = 0,
            TargetScore = double.NaN,
            MinImprovement = -1,
            MaxCostUsd = 0,
            ComparisonStrategy = "paretto",
            VisibilityScope = (VisibilityScope)9,
            StabilitySamples = 26,
            ValidationSamples = 0,
            FlakinessThreshold = 1.1,
            MinConsistentImprovement = 101,
            VarianceSignal = "Spread",
            ChainedBaselineMode = "",
        };

        PtmException error = Assert.Throws<PtmException>(() => Resolve(request, ""));

        Assert.Equal(422, error.Status);
        Assert.All(error.Diagnostics, finding => Assert.Equal(DiagnosticCodes.InvalidValue, finding.Code));
        Assert.Equal(
            [
                "'provider_profiles' takes names of providers, at least one, and this is an empty list.",
                "'judge_profile' takes the name of a provider, and this is empty.",
                "'visibility_scope' takes private, team_visible, org_visible, and this is 9.",
                "'max_cycles' takes a whole number from 1 to 1000, and this is 0.",
                "'target_score' takes a number from 0 to 100, and this is NaN.",
                "'min_improvement' takes a number from 0 to 100, and this is -1.",
                "'max_cost_usd' takes an amount in USD above 0, up to 1000000, and this is 0.",
                "'comparison_strategy' takes pareto, mean, no_regressions, and this is 'paretto'. Did you mean 'pareto'?",
                "'stability_samples' takes a whole number from 1 to 25, and this is 26.",
                "'validation_samples' takes a whole number from 1 to 25, and this is 0.",
                "'flakiness_threshold' takes a number from 0 to 1, and this is 1.1.",
                "'min_consistent_improvement' takes a number from 0 to 100, and this is 101.",
                "'variance_signal' takes score_stddev, spread, disagreement, and this is 'Spread'. Did you mean 'spread'?",
                "'chained_baseline_mode' takes original, best, parent, and this is ''. Known: best, original, parent.",
            ],
            error.Diagnostics.Select(finding => finding.Message));
    }

    [Fact]
    public void A_prompt_without_a_provider_says_what_to_write() =>
        Assert.Contains("names no provider", Assert.Throws<PtmException>(() => OptimizationSettings.Resolve(new(), s_prompt with { ProviderProfiles = [] }, Configuration(""))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("held_out: 0.95", "'held_out' takes a number from 0 to 0.9, and this is the number 0.95.")]
    [InlineData("seed: -1", "'seed' takes a number from 0 to 2147483647, and this is the number -1.")]
    [InlineData("stability_samples: 2.5", "'stability_samples' takes a whole number, and this is the number 2.5.")]
    [InlineData("variance_signal: stddev", "'variance_signal' takes score_stddev, spread, disagreement, and this is 'stddev'.")]
    [InlineData("max_cycles: 3", "'optimization' has no key 'max_cycles'.")]
    public void What_is_wrong_in_the_file_is_told_with_its_place(string line, string message)
    {
        Diagnostic finding = Assert.Single(Assert.Throws<PtmException>(() => Configuration($"optimization:\n  {line}")).Diagnostics);

        Assert.Equal(2, finding.Location!.Line);
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
    }

    OptimizationSettings Resolve(OptimizationRequest request, string file) => OptimizationSettings.Resolve(request, s_prompt, Configuration(file));

    LibraryConfiguration Configuration(string file) => ConfigurationReader.Read(_folder.Write("ptm.yaml", file));
}
