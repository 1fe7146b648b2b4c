using Ptm.Engine.Optimizing.Candidates;
using Ptm.Engine.Running;

namespace Ptm.Engine.Optimizing.Mutating;

/// <summary>Asks the mutator's model.</summary>
/// <param name="request">What it is asked.</param>
/// <param name="keptUsd">What has to be left of the money for later, in USD.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>The answer; null where the money does not suffice.</returns>
internal delegate Task<ModelOutput?> AskMutator(ProviderRequest request, decimal keptUsd, CancellationToken cancellationToken);

/// <summary>Proposes better prompts by having a model reflect on what failed, and checks each proposal before it costs an evaluation.</summary>
internal sealed class Mutator(AskMutator ask, PromptRenderer renderer) : IProposer
{
    readonly CandidateCheck _check = new(renderer);

    public async Task<IReadOnlyList<Proposal>> ProposeAsync(ProposalRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> variables = renderer.Variables(request.Parent);
        Proposal?[] proposals = await Task.WhenAll(Enumerable.Range(0, request.Count).Select(index => ProposeAsync(request, variables, index, cancellationToken))).ConfigureAwait(false);
        List<Proposal> told = [];
        foreach (Proposal proposal in proposals.OfType<Proposal>())
        {
            bool isTwice = proposal is { Prompt: { } prompt, Flaw: null } && told.Any(other => other.Prompt is { } same && PromptParts.AreSame(prompt, same));
            told.Add(isTwice ? proposal with { Flaw = "another proposal of the cycle is the same" } : proposal);
        }

        return told;
    }

    async Task<Proposal?> ProposeAsync(ProposalRequest request, IReadOnlyCollection<string> variables, int index, CancellationToken cancellationToken)
    {
        ModelOutput? output;
        try
        {
            ProviderRequest question = new()
            {
                Prompt = MutatorPrompt.Of(request, variables, index),
                ResponseFormat = MutatorPrompt.Schema,

                // Each proposal has an answer of its own in recordings.
                Sample = ((request.Cycle - 1) * request.Count) + index,
            };
            output = await ask(question, request.KeptUsd, cancellationToken).ConfigureAwait(false);
        }
        catch (PtmException error)
        {
            return new(null, "", null, $"the mutator did not answer: {error.Diagnostics[0].Message}", 0);
        }
#pragma warning disable CA1031 // A mutator that breaks costs its proposal, never the search.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(null, "", null, $"the mutator did not answer: {error.GetType().Name}: {error.Message}", 0);
        }
#pragma warning restore CA1031

        return output is null ? null : Read(request, output, cancellationToken);
    }

    Proposal Read(ProposalRequest request, ModelOutput output, CancellationToken cancellationToken)
    {
        decimal cost = output.CostUsd ?? 0;
        (MutatorReply? reply, string unread) = MutatorReply.Read(output);
        if (reply is null)
        {
            return new(null, "", null, unread, cost);
        }

        PromptParts parts = PromptParts.Of(request.Parent);
        string[] texts = [.. parts.Parts.Select(part => part.Text)];
        string? flaw = reply.Rewrite.Count == 0 ? PromptEdit.Apply(reply.Edits, texts) : Rewrite(reply.Rewrite, texts);
        if (flaw is not null)
        {
            return new(null, reply.Diagnosis, null, flaw, cost);
        }

        PromptDefinition candidate = parts.With([.. texts.Zip(parts.Parts, (text, part) => LaidOutAs(part.Text, text))]);
        flaw = _check.FlawOf(request.Parent, candidate, request.Failures.Concat(request.Passing).Select(shown => shown.Case), cancellationToken);
        return new(candidate, reply.Diagnosis, PromptDiff.Of(request.Parent, candidate), flaw, cost);
    }

    static string? Rewrite(IReadOnlyList<string> rewrite, string[] texts)
    {
        if (rewrite.Count != texts.Length)
        {
            return $"its rewrite has {rewrite.Count} parts, and the prompt {texts.Length}";
        }

        for (int index = 0; index < texts.Length; index++)
        {
            texts[index] = rewrite[index];
        }

        return null;
    }

    // Ends of lines are not what a mutator is to change, and few of them keep the last one.
    static string LaidOutAs(string before, string after)
    {
        string end = before[before.AsSpan().TrimEnd("\r\n").Length..];
        bool isWindows = before.Contains("\r\n", StringComparison.Ordinal);
        string lines = after.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", isWindows ? "\r\n" : "\n", StringComparison.Ordinal);
        return lines.AsSpan().TrimEnd("\r\n").ToString() + end;
    }
}
