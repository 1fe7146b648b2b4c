using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ptm.Wire;

/// <summary>Everything that travels or is stored, with the document it travels as.</summary>
internal sealed class WireTypes : IJsonTypeInfoResolver
{
    readonly Dictionary<Type, Func<JsonSerializerOptions, JsonTypeInfo>> _types = [];
    readonly Dictionary<Type, (Type Document, bool IsList)> _documents = [];

    public WireTypes()
    {
        Add<PromptDefinition, PromptDocument>(PromptDocument.From, document => document.ToPrompt());
        AddList<PromptDefinition, PromptDocument>(PromptDocument.From, documents => documents.Select((document, index) => document.ToPrompt($"$[{index}]")));
        Add<TestCase, TestCaseDocument>(TestCaseDocument.From, document => document.ToTest(new(), 0, "$"));
        AddList<TestCase, TestCaseDocument>(TestCaseDocument.From, documents => TestCaseDocument.ToTests(documents, "$"));
        Add<Assertion, AssertionDocument>(AssertionDocument.From, document => document.ToAssertion());
        Add<ManualEval, ManualEvalDocument>(ManualEvalDocument.From, document => document.ToManual());
        Add<EvalRequest, EvalRequestDocument>(EvalRequestDocument.From, document => document.ToRequest());
        AddBoth<PromptVersion, PromptVersionDocument>(PromptVersionDocument.From, document => document.ToVersion());
        Add<PromptContents, PromptContentsDocument>(PromptContentsDocument.From, document => document.ToContents());
        AddBoth<RunResult, RunDocument>(RunDocument.From, document => document.ToRun());
        Add<RunSummary, SummaryDocument>(SummaryDocument.From, document => document.ToSummary());
        Add<GateResult, GateDocument>(gate => GateDocument.From(gate)!, document => document.ToGate());
        AddBoth<NamedMetric, NamedMetricDocument>(NamedMetricDocument.From, document => document.ToMetric());
        AddBoth<CaseResult, CaseDocument>(CaseDocument.From, document => document.ToResult());
        Add<RunProgress, ProgressDocument>(ProgressDocument.From, document => document.ToProgress());
        AddBoth<Skill, SkillDocument>(SkillDocument.From, document => document.ToSkill());
        Add<SkillPublication, SkillPayloadDocument>(SkillPayloadDocument.From, document => document.ToPublication());
        Add<SkillPayload, SkillPayloadDocument>(payload => SkillPayloadDocument.From(new(payload)), document => document.ToPublication().Payload);
        Add<SkillContents, SkillContentsDocument>(SkillContentsDocument.From, document => document.ToContents("$"));
        Add<SkillBundle, SkillBundleDocument>(SkillBundleDocument.From, document => document.ToBundle());
        Add<PromptBundle, PromptBundleDocument>(PromptBundleDocument.From, document => document.ToBundle());
        Add<InvokeResult, InvokeResultDocument>(InvokeResultDocument.From, document => document.ToResult());
        Add<InvokeRequest, InvokeRequestDocument>(InvokeRequestDocument.From, document => document.ToRequest());
        Add<OptimizationRequest, OptimizationRequestDocument>(OptimizationRequestDocument.From, document => document.ToRequest());
        Add<PtmProblem, ProblemDocument>(ProblemDocument.From, document => document.ToProblem());
        AddBoth<Optimization, Optimization>(same => same, same => same);
        Add<OptimizationProgress, OptimizationProgress>(same => same, same => same);
        AddBoth<PromptGroup, PromptGroup>(same => same, same => same);
        AddBoth<ProviderProfile, ProviderProfile>(same => same, same => same);
        Add<InlineRun, InlineRun>(same => same, same => same);
        Add<UsageMetrics, UsageDocument>(UsageDocument.From, document => document.ToMetrics());
    }

    /// <summary>The document that a record travels as, or that each item of a list does.</summary>
    public (Type Document, bool IsList) DocumentOf(Type type) => _documents[type];

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => _types.GetValueOrDefault(type)?.Invoke(options);

    void Add<T, TDocument>(Func<T, TDocument> toDocument, Func<TDocument, T> fromDocument)
        where T : notnull
        where TDocument : notnull
    {
        _documents.Add(typeof(T), (typeof(TDocument), IsList: false));
        _types.Add(typeof(T), options => JsonMetadataServices.CreateValueInfo<T>(options, new DocumentConverter<T, TDocument>(toDocument, fromDocument)));
    }

    void AddList<T, TDocument>(Func<T, TDocument> toDocument, Func<IReadOnlyList<TDocument>, IEnumerable<T>> fromDocuments)
    {
        _documents.Add(typeof(IReadOnlyList<T>), (typeof(TDocument), IsList: true));
        _types.Add(typeof(IReadOnlyList<T>), options => JsonMetadataServices.CreateValueInfo<IReadOnlyList<T>>(options, new ListConverter<T, TDocument>(toDocument, fromDocuments)));
    }

    void AddBoth<T, TDocument>(Func<T, TDocument> toDocument, Func<TDocument, T> fromDocument)
        where T : notnull
        where TDocument : notnull
    {
        Add(toDocument, fromDocument);
        AddList(toDocument, documents => documents.Select(fromDocument));
    }
}
