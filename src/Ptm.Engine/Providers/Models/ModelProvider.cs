using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ptm.Engine.Grading;
using Ptm.Engine.Providers.Limits;
using Ptm.Engine.Providers.Models.Anthropic;
using Ptm.Engine.Providers.Models.Calls;
using Ptm.Engine.Providers.Models.Prices;

namespace Ptm.Engine.Providers.Models;

/// <summary>
/// A model of any service: the one way by which all of them are asked. The key is read at the first call:
/// a run on recorded answers needs none.
/// </summary>
internal sealed class ModelProvider : IPromptProvider, IDescribedProvider
{
    readonly ProviderSettings _settings;
    readonly ModelId _id;
    readonly WireFormat _format;
    readonly PriceList _prices;
    readonly CallLimits _limits;
    readonly TimeSpan _timeLimit;
    readonly TimeProvider _time;
    readonly Lock _connecting = new();
    (ModelConnection Connection, ModelCaller Caller)? _connected;

    /// <exception cref="PtmException">The profile lacks a model, or its address or parameters are invalid (PTM3004).</exception>
    public ModelProvider(ProviderSettings settings, ModelId id, PriceList prices, CallLimits limits, TimeProvider time)
    {
        (_settings, _id, _prices, _limits, _time) = (settings, id, prices, limits, time);
        Model = (settings.Model ?? id.Model) is { Length: > 0 } model ? model : throw Invalid("has no model; set model, such as gpt-4.1-mini");
        Parameters = ModelRequest.ReadParameters(settings);
        _format = ModelFormats.Of(id.Kind, id.Task, Model);
        _timeLimit = LimitedProvider.TimeLimit(settings);
        if (settings.IsStreamed && _format.Fold is null)
        {
            throw Invalid($"cannot stream: {id.Kind.Name} sends a {_format.AnswerName} at once");
        }

        ModelConnection.Address(settings, id.Kind);
    }

    public string Type => _id.Kind.Name;

    public string Model { get; }

    /// <summary>Names model and task in a cassette, for a model can be asked by several APIs, which answer the same request otherwise.</summary>
    public string RecordedModel => _id.Task == ModelTask.Chat ? Model : $"{ModelId.NameOf(_id.Task, _id.Kind)}:{Model}";

    /// <summary>What is sent beside model, messages and tools.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; }

    /// <summary>What the model's tokens cost, as far as that is known before it answers.</summary>
    /// <exception cref="PtmException">The user's file of prices cannot be read.</exception>
    public ModelPrices Prices => PricesOf([Model], out _);

    /// <summary>Whether the model writes, and does not merely judge or measure what it reads.</summary>
    public bool Writes => _id.Task is ModelTask.Chat or ModelTask.Responses or ModelTask.Completion;

    /// <summary>The longest answer that the service gives where nobody sets another; null for none that is known.</summary>
    public int? OwnLongestAnswer => _format is Messages ? Messages.MaxTokens : null;

    /// <summary>Is told what was passed over.</summary>
    public Action<Diagnostic>? Warn { get; init; }

    /// <summary>Endpoint, model and key, as one text that tells none of them.</summary>
    public static string Identity(ProviderSettings settings, ModelId id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', id.Kind.Name, ModelConnection.Address(settings, id.Kind)?.ToString() ?? "", settings.Region, settings.Project, settings.Model ?? id.Model, ModelConnection.KeyOf(settings, id.Kind)))));

    public async Task<ModelOutput> CompleteAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        ModelRequest asked = ModelRequest.From(Model, Parameters, request);
        (ModelConnection connection, ModelCaller caller) = Connect();
        WireRequest wire = _format.Write(asked, new(_id.Kind, Model, _settings.IsStreamed));
        if (wire.LeftOut is [_, ..] leftOut)
        {
            Warn?.Invoke(new(DiagnosticCodes.PartIgnored, DiagnosticSeverity.Warning, $"Provider '{_settings.Name}': {string.Join(", ", leftOut)} left out: {Model} does not take {(leftOut.Count == 1 ? "it" : "them")} in a request for a {_format.AnswerName}.", _settings.Location));
        }

        AnsweredCall answered = await caller.SendAsync(
            token => connection.MessageAsync(wire, token),
            answer => Whole(_format.Read(answer, asked), asked),
            _format.AnswerName,
            _settings.IsStreamed ? _format.Fold : null,
            () => _timeLimit - _time.GetElapsedTime(start),
            request.Attempts,
            cancellationToken).ConfigureAwait(false);
        return Output(answered);
    }

    // All that an output says, so that it is looked through for keys.
    static ModelReply Whole(ModelReply reply, ModelRequest asked)
    {
        JsonElement? json = reply.Json ?? (AnswerSchema.IsAskedFor(asked) ? Structured(reply.Text) : null);
        return reply with
        {
            Json = json,
            Text = json is { } value ? CompactJson.Of(value) : reply.Text,
            Tokens = SensibleUsage.Of(reply.Tokens, reply.CacheWrite),
            CostUsd = reply.CostUsd is >= 0 and var cost ? cost : null,
        };
    }

    ModelOutput Output(AnsweredCall answered)
    {
        ModelReply reply = answered.Reply;
        return new ModelOutput
        {
            Text = reply.Text,
            ToolCalls = reply.ToolCalls,
            Json = reply.Json,
            Tokens = reply.Tokens,
            CostUsd = Cost(reply),
            Latency = answered.Latency,
            FinishReason = reply.FinishReason,
            Model = reply.Model,
            LogProbs = [.. reply.LogProbs.Select(token => token.LogProb)],
            TokenLogProbs = reply.LogProbs,
            Metadata = Metadata(reply, answered.Retries),
        };
    }

    ModelPrices PricesOf(ReadOnlySpan<string?> models, out bool isListed)
    {
        ModelPrices listed = _prices.Of(_id.Kind.Name, ModelConnection.IsItself(_settings, _id.Kind), models);
        isListed = _settings.InputUsdPer1M is null && _settings.OutputUsdPer1M is null && _settings.CachedInputUsdPer1M is null;
        return isListed
            ? listed
            : new(_settings.InputUsdPer1M ?? listed.InputUsdPer1M, _settings.OutputUsdPer1M ?? listed.OutputUsdPer1M)
            {
                CachedInputUsdPer1M = _settings.CachedInputUsdPer1M ?? (_settings.InputUsdPer1M is null ? listed.CachedInputUsdPer1M : null),
                CacheWriteUsdPer1M = _settings.InputUsdPer1M is null ? listed.CacheWriteUsdPer1M : null,
            };
    }

    decimal? Cost(ModelReply reply)
    {
        ModelPrices prices = PricesOf(_id.Kind.Api == ModelApi.Azure ? [reply.Model, Model] : [Model, reply.Model], out bool isListed);
        decimal? cost = prices.CostOf(reply.Tokens, reply.CacheWrite);
        return isListed ? reply.CostUsd ?? cost : cost;
    }

    // What of the answer has no place of its own.
    static JsonElement? Metadata(ModelReply reply, int retries)
    {
        JsonObject told = [];
        if (reply.RawFinishReason is { } reason && reason != reply.FinishReason)
        {
            told["finish_reason"] = reason;
        }

        if (reply.Reasoning is { } reasoning)
        {
            told["reasoning"] = reasoning;
        }

        if (reply.Refusal is { } refusal)
        {
            told["refusal"] = refusal;
        }

        if (retries > 0)
        {
            told["retries"] = retries;
        }

        return told.Count > 0 ? told.Read() : null;
    }

    static JsonElement? Structured(string text)
    {
        try
        {
            return UnicodeJson.Parse(text);
        }
        catch (JsonException)
        {
            // A refusal, or an answer that was cut at its longest: the text as it is.
            return null;
        }
    }

    (ModelConnection Connection, ModelCaller Caller) Connect()
    {
        lock (_connecting)
        {
            if (_connected is { } already)
            {
                return already;
            }

            PriceList.ReadAhead();
            ModelConnection connection = new(_settings, _id, Model, _time);
            _connected = (connection, new ModelCaller(_settings.Name, connection.Secrets, _limits, _settings.MaxRetries, _time));
            return _connected.Value;
        }
    }

    PtmException Invalid(string problem) => Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{_settings.Name}' {problem}.", _settings.Location);
}
