using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Providers;
using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Optimizing.Spending;

/// <summary>Puts the money of an optimization before the providers of a catalog.</summary>
/// <param name="Ledger">The money.</param>
/// <param name="MaxAnswerTokens">The longest answer that is asked of a model whose profile sets none.</param>
internal sealed record CallBudget(CallLedger Ledger, int MaxAnswerTokens)
{
    /// <summary>A profile that limits its answers; null where it does already.</summary>
    public ProviderSettings? WithLongestAnswer(ProviderSettings profile, ModelProvider model)
    {
        if (!model.Writes || CostBound.LongestAnswerOf(model) is not null)
        {
            return null;
        }

        JsonObject parameters = [];
        foreach ((string name, JsonElement value) in LongestAnswer.TakenOutOf(model.Parameters))
        {
            parameters[name] = JsonNode.Parse(value.GetRawText());
        }

        parameters["max_tokens"] = MaxAnswerTokens;
        return profile with { Parameters = JsonElement.Parse(parameters.ToJsonString()) };
    }

    /// <summary>A model behind its recordings.</summary>
    public IPromptProvider Model(string name, ModelProvider model, IPromptProvider limited) =>
        new BudgetedProvider(name, limited, Ledger, request => CallKey.Of(name, Asked(model, request)), request => CostBound.Of(name, model, Asked(model, request)));

    /// <summary>A model with its recordings.</summary>
    public IPromptProvider Recorded(string name, ModelProvider model, IPromptProvider recorded) =>
        new CountedProvider(name, recorded, Ledger, request => CallKey.Of(name, Asked(model, request)), request => CostBound.Of(name, model, Asked(model, request)));

    /// <summary>A program, which tells what an answer cost with the answer: the dearest so far is what the next may cost.</summary>
    public IPromptProvider Program(string name, IPromptProvider program) =>
        new BudgetedProvider(name, program, Ledger, request => CallKey.Of(name, request), _ => Ledger.DearestOf(name));

    static ModelRequest Asked(ModelProvider model, ProviderRequest request) => ModelRequest.From(model.RecordedModel, model.Parameters, request);
}
