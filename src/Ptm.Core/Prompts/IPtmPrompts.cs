using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>Prompts, their versions and test cases.</summary>
public interface IPtmPrompts
{
    /// <summary>Lists prompts in their newest version, ordered by id.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<PromptDefinition>> ListAsync(PromptFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one prompt with its test cases, in its newest version.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404), or its file is wrong.</exception>
    Task<PromptDefinition> GetAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Reads the test cases of one prompt.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404), or its file is wrong.</exception>
    Task<IReadOnlyList<TestCase>> GetTestsAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Lists a prompt's versions, the newest first, without their content. A prompt of a file has one.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404).</exception>
    Task<IReadOnlyList<PromptVersion>> ListVersionsAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Reads one version of a prompt, with its content.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="version">The version's number, from 1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt or version (404).</exception>
    Task<PromptVersion> GetVersionAsync(string promptId, int version, CancellationToken cancellationToken = default);

    /// <summary>Creates a prompt, or the next version of one that exists. Content that equals the newest version makes none.</summary>
    /// <param name="prompt">The prompt with its test cases; its version and hash are not read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The prompt with its version and hash.</returns>
    /// <exception cref="PtmException">The library is of files (409), the prompt is somebody else's (403), or it cannot be used (422).</exception>
    Task<PromptDefinition> CreateAsync(PromptDefinition prompt, CancellationToken cancellationToken = default);

    /// <summary>Reads what an application needs to use the prompt. Counts as a request in <see cref="GetUsageAsync"/>.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="version">The version's number; null for the newest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt or version (404).</exception>
    Task<PromptContents> GetContentsAsync(string promptId, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>Reads how often the prompt's contents were asked for.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts, all null where they are switched off.</returns>
    /// <exception cref="PtmException">There is no such prompt (404).</exception>
    Task<UsageMetrics> GetUsageAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Runs the prompt once on given inputs, waits, and leaves a run named <c>Eval: ID</c>.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider; null for the prompt's first.</param>
    /// <param name="options">Judge, time limit and amendment; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404).</exception>
    /// <exception cref="PtmTimeoutException">The run had not ended within <see cref="InvokeOptions.Timeout"/>; it goes on.</exception>
    Task<InvokeResult> InvokeEvalAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the prompt's contents for use on this machine, and starts the same run as <see cref="InvokeEvalAsync"/> without waiting.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider of the run; null for the prompt's first.</param>
    /// <param name="options">Judge, time limit and amendment; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such prompt or provider (404).</exception>
    Task<PromptBundle> InvokeWithBundleAsync(string promptId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tells of a run that an application made by itself. Names of inputs are stored, never their values.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="run">What is told.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404).</exception>
    Task RecordInlineRunAsync(string promptId, InlineRun run, CancellationToken cancellationToken = default);
}
