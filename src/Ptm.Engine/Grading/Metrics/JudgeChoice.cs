using Ptm.Engine.Grading.Assertions.Judged;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Who judges: the assertion's provider, the case's, the prompt's judge, the library's.</summary>
/// <param name="LibraryProfile">The judge of prompts that name none; null for none.</param>
/// <param name="LibrarySamples">How often it is asked where nobody says; null for once.</param>
internal sealed record JudgeChoice(string? LibraryProfile, int? LibrarySamples)
{
    /// <exception cref="JudgeException">Nobody names a judge.</exception>
    public string NameOf(JudgeKind kind, Assertion? assertion, TestCase test, PromptDefinition prompt)
    {
        JudgeNames?[] levels = [assertion?.Provider, test.Setup.Judges];

        // Of a check that asks two, a name alone is mostly that of the judge of texts.
        string? beside = assertion is not null && AssertionCatalog.Find(assertion.Type, out _) is AnswerRelevanceCheck ? levels.Select(level => Own(level, kind)).FirstOrDefault(found => found is not null) : null;
        string? name = kind == JudgeKind.Text ? NameOrNull(assertion, test, prompt)
            : beside ?? levels.Select(level => Own(level, kind) ?? level?.Any).FirstOrDefault(found => found is not null);
        return string.IsNullOrWhiteSpace(name) ? throw new JudgeException(DiagnosticCodes.NotFound, Missing(kind, prompt)) : name;
    }

    /// <summary>The judge of texts; null where nobody names one.</summary>
    public string? NameOrNull(Assertion? assertion, TestCase test, PromptDefinition prompt) =>
        new[] { assertion?.Provider, test.Setup.Judges }.Select(level => level?.Text ?? level?.Any).FirstOrDefault(found => found is not null) ?? prompt.JudgeProfile ?? LibraryProfile;

    /// <summary>How often a judge is asked: as the check says, else the prompt, else the library, else once.</summary>
    public int SamplesOf(int? own, PromptDefinition prompt) => own ?? prompt.JudgeSamples ?? LibrarySamples ?? 1;

    static string? Own(JudgeNames? level, JudgeKind kind) => kind switch
    {
        JudgeKind.Embedding => level?.Embedding,
        JudgeKind.Classification => level?.Classification,
        _ => level?.Moderation,
    };

    static string Missing(JudgeKind kind, PromptDefinition prompt) => kind switch
    {
        JudgeKind.Text => prompt.IsPromptfoo
            ? "there is no judge: name a provider in defaultTest.options.provider, options.provider or the assertion's provider, or set judge_profile in ptm.yaml. promptfoo would ask OpenAI; here no service is asked that nobody named"
            : "there is no judge: set judge_profile in the prompt, or in ptm.yaml for all prompts, to the name of a provider; a case (options.provider) and an assertion (provider) may name one of their own",
        JudgeKind.Embedding => "there is no provider of embeddings: name one as provider: { embedding: openai:embedding:text-embedding-3-small } at the assertion, or in options of the case",
        JudgeKind.Classification => "there is no classifier: name one as provider: { classification: … } at the assertion, or in options of the case",
        _ => "there is no moderation service: name one as provider: { moderation: openai:moderation:omni-moderation-latest } at the assertion, or in options of the case",
    };
}
