using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading.Assertions;
using Ptm.Engine.Grading.Assertions.Judged;
using Ptm.Engine.Grading.Metrics;
using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading;

/// <summary>Runs single assertions: value, transform, check, and the sets that hold others.</summary>
internal sealed class AssertionRunner(ScriptSandbox scripts, CodeRunner code, Judge judge)
{
    public async ValueTask<AssertionResult> RunAsync(Assertion assertion, GradedOutput output, GradingInput input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (AssertionCatalog.SupportOf(assertion.Type))
        {
            case AssertionSupport.KnownButNotYet:
                return Result(assertion, Verdict.Error(DiagnosticCodes.NotSupportedYet, $"'{assertion.Type}' is not supported yet."));
            case AssertionSupport.Unknown:
                return Result(assertion, Verdict.Error(DiagnosticCodes.InvalidAssertion, AssertionCatalog.UnknownMessage(assertion.Type)));
        }

        if (AssertionFile.Of(assertion) is { } file)
        {
            return Result(assertion, Verdict.Error(DiagnosticCodes.NotSupportedYet, $"{assertion.Type} with {Quote.Of(file)}: reading a value or transform from a file is not supported yet; write it in place."));
        }

        (GradedOutput? seen, CaseError? error) = await TransformAsync(output, assertion.Transform, input, assertion.Location, cancellationToken).ConfigureAwait(false);
        if (seen is null)
        {
            return Result(assertion, Verdict.Error(error!.Code, error.Message));
        }

        if (assertion.Type == AssertionCatalog.AssertSet)
        {
            return await RunSetAsync(assertion, seen, input, cancellationToken).ConfigureAwait(false);
        }

        JudgeSession session = judge.Begin(input, assertion);
        return Result(assertion, await CheckAsync(assertion, seen, input, session, cancellationToken).ConfigureAwait(false)) with
        {
            Judge = session.Asked,
            CostUsd = session.CostUsd,
            Tokens = session.Tokens,
        };
    }

    /// <summary>The output after a transform, or why there is none.</summary>
    public ValueTask<(GradedOutput? Output, CaseError? Error)> TransformAsync(GradedOutput output, string? transform, GradingInput input, SourceLocation? location, CancellationToken cancellationToken) =>
        TransformAsync(output, transform, input, location, mayFindNothing: false, cancellationToken);

    // Neither an output nor an error where it may find nothing, and does.
    async ValueTask<(GradedOutput? Output, CaseError? Error)> TransformAsync(GradedOutput output, string? transform, GradingInput input, SourceLocation? location, bool mayFindNothing, CancellationToken cancellationToken)
    {
        if (transform is null)
        {
            return (output, null);
        }

        if (CodeReference.IsCode(transform))
        {
            return await TransformByFileAsync(output, transform, input, location, mayFindNothing, cancellationToken).ConfigureAwait(false);
        }

        if (transform.StartsWith(AssertionFile.Prefix, StringComparison.Ordinal))
        {
            return (null, new(DiagnosticCodes.NotSupportedYet, $"the transform {Quote.Of(transform)}: only a file of JavaScript, TypeScript, Python or Ruby can be a transform", location));
        }

        ScriptCall call = new()
        {
            Body = ScriptCall.BodyOf(transform),
            Output = output.Text,
            OutputJson = output.Json,
            Context = () => ScriptContext.ForTransform(input),
        };
        try
        {
            ScriptValue value = await scripts.RunAsync(call, cancellationToken).ConfigureAwait(false);
            return GradedOutput.From(value) is { } transformed ? (transformed, null)
                : mayFindNothing && value.Kind is ScriptValueKind.Null or ScriptValueKind.Undefined ? (null, null)
                : (null, Failed($"the transform {Quote.Of(transform)} returned {Quote.Cut(value.Describe())} instead of an output"));
        }
        catch (ScriptException error)
        {
            return (null, Failed($"the transform failed: {error.Message} (in {Quote.Of(transform)})"));
        }

        CaseError Failed(string message) => new(DiagnosticCodes.ScriptFailed, message, location);
    }

    async ValueTask<(GradedOutput? Output, CaseError? Error)> TransformByFileAsync(GradedOutput output, string transform, GradingInput input, SourceLocation? location, bool mayFindNothing, CancellationToken cancellationToken)
    {
        if (LocalCode.Refusal(input.Prompt) is { } refusal)
        {
            return (null, new(DiagnosticCodes.InvalidAssertion, $"the transform {Quote.Of(transform)} is refused: {refusal}", location));
        }

        CodeReference file = CodeReference.TryParse(transform, LocalCode.Folder(location, input.Prompt), location)!;
        try
        {
            ScriptValue value = ScriptValue.Of(await code.CallAsync(
                new CodeCall { File = file, DefaultFunctions = ["get_transform"], TakesAnyName = true, Arguments = [JsonOf(output), JsonElement.Parse(ScriptContext.ForTransform(input))], Fresh = true },
                cancellationToken).ConfigureAwait(false));
            return GradedOutput.From(value) is { } transformed ? (transformed, null)
                : mayFindNothing && value.Kind is ScriptValueKind.Null or ScriptValueKind.Undefined ? (null, null)
                : (null, new(DiagnosticCodes.ScriptFailed, $"the transform {file.Name} returned {Quote.Cut(value.Describe())} instead of an output", location));
        }
        catch (PtmException fault)
        {
            return (null, new(fault.Diagnostics[0].Code, $"the transform failed: {fault.Diagnostics[0].Message}", location));
        }
    }

    static JsonElement JsonOf(GradedOutput output) => output.Json ?? JsonSerializer.SerializeToElement(output.Text);

    // As in promptfoo, a file of code as the value of any other type is a function of output and context that returns the value.
    async ValueTask<JsonElement> ValueByFileAsync(string reference, Assertion assertion, CheckInput input, CancellationToken cancellationToken)
    {
        CodeReference file = CodeReference.TryParse(reference, LocalCode.Folder(assertion.Location, input.Grading.Prompt), assertion.Location)!;
        return LocalCode.Refusal(input.Grading.Prompt) is { } refusal
            ? throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidAssertion, DiagnosticSeverity.Error, refusal, assertion.Location))
            : await code.CallAsync(
                new CodeCall { File = file, DefaultFunctions = ["get_assert"], Arguments = [JsonOf(input.Output), JsonElement.Parse(ScriptContext.ForAssertion(input, onlyVars: false))], HasProviderObject = true, Fresh = true },
                cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<Verdict> CheckAsync(Assertion assertion, GradedOutput output, GradingInput input, JudgeSession session, CancellationToken cancellationToken)
    {
        JsonElement? value;
        try
        {
            value = AssertionValue.Render(assertion.Value, input, assertion.Location, cancellationToken);
        }
        catch (PtmException error)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"the value could not be rendered: {error.Diagnostics[0].Message}");
        }

        Check check = AssertionCatalog.Find(assertion.Type, out bool inverted)!;
        GradedOutput? context = null;
        if (check is ContextCheck && assertion.ContextTransform is { } transform)
        {
            // As in promptfoo: of the output as the provider gave it, which mostly still has the context beside the answer.
            (context, CaseError? error) = await TransformAsync(new(input.Output), transform, input, assertion.Location, mayFindNothing: true, cancellationToken).ConfigureAwait(false);
            if (context is null)
            {
                return error is null
                    ? Verdict.Error(DiagnosticCodes.InputMissing, $"input missing: context. The contextTransform {Quote.Of(transform)} found none")
                    : Verdict.Error(error.Code, $"contextTransform: {error.Message}");
            }
        }

        CheckInput checkInput = new()
        {
            Assertion = assertion,
            Value = value ?? default,
            Output = output,
            Grading = input,
            Inverted = inverted,
            Scripts = scripts,
            Code = code,
            Judge = session,
            Context = context,
        };
        if (check is not (JavaScriptCheck or CodeCheck) && value is { } given && AssertionFile.IsCode(given))
        {
            try
            {
                value = await ValueByFileAsync(given.GetString()!, assertion, checkInput, cancellationToken).ConfigureAwait(false);
                checkInput = checkInput with { Value = value.Value };
            }
            catch (PtmException fault)
            {
                return Verdict.Error(fault.Diagnostics[0].Code, fault.Diagnostics[0].Message);
            }
        }

        if (AssertionValidator.FlawOf(assertion, value, rendered: true) is { } flaw)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"{assertion.Type} {flaw}");
        }

        try
        {
            return await check.RunAsync(checkInput, cancellationToken).ConfigureAwait(false);
        }
        catch (JudgeException error)
        {
            return Verdict.Error(error.Code, error.Message);
        }
#pragma warning disable CA1031 // A model's answer that trips a library over must cost its own case an error, never the whole run.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Verdict.Error(DiagnosticCodes.InvalidAssertion, $"the check broke on {Quote.Of(output.Text)}: {error.Message}");
        }
#pragma warning restore CA1031
    }

    async ValueTask<AssertionResult> RunSetAsync(Assertion set, GradedOutput output, GradingInput input, CancellationToken cancellationToken)
    {
        if (AssertionValidator.FlawOf(set, set.Value, rendered: true) is { } flaw)
        {
            return Result(set, Verdict.Error(DiagnosticCodes.InvalidAssertion, $"{set.Type} {flaw}"));
        }

        List<AssertionResult> results = new(set.Assertions.Count);
        foreach (Assertion assertion in set.Assertions)
        {
            results.Add(await RunAsync(assertion, output, input, cancellationToken).ConfigureAwait(false));
        }

        Tally tally = Tally.Of(results, set.Threshold);
        Verdict verdict = tally.Error is { } error
            ? Verdict.Error(error.ErrorCode!, $"{error.Type}: {error.Reason}")
            : new Verdict(tally.Pass, tally.Mean, Describe(set, tally, results));
        return Result(set, verdict) with { Assertions = results };
    }

    static string Describe(Assertion set, Tally tally, List<AssertionResult> results)
    {
        if (set.Threshold is { } threshold)
        {
            return $"expected a mean score of at least {Quote.Of(threshold)}, found {Quote.Of(tally.Mean)}";
        }

        AssertionResult? failed = results.Find(result => result.Weight > 0 && result.Outcome == CaseOutcome.Failed);
        return failed is null ? $"all of {results.Count} assertions pass" : $"expected all of {results.Count} assertions to pass: {failed.Type}: {failed.Reason}";
    }

    static AssertionResult Result(Assertion assertion, Verdict verdict) => new()
    {
        Type = assertion.Type,
        Outcome = verdict.ErrorCode is not null ? CaseOutcome.Error : verdict.Pass ? CaseOutcome.Passed : CaseOutcome.Failed,
        Score = verdict.Score,
        Weight = assertion.Weight,
        Reason = verdict.Reason,
        ErrorCode = verdict.ErrorCode,
        Spread = verdict.Spread,
        Assertions = verdict.Components ?? [],
        Metric = assertion.Metric,
        Location = assertion.Location,
    };
}
