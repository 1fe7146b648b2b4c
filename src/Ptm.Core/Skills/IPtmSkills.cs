using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>Prompts published as skills.</summary>
public interface IPtmSkills
{
    /// <summary>Lists skills, ordered by qualified name.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<Skill>> ListAsync(SkillFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one skill.</summary>
    /// <param name="skill">Its id or its qualified name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404).</exception>
    Task<Skill> GetAsync(string skill, CancellationToken cancellationToken = default);

    /// <summary>Reads one skill.</summary>
    /// <param name="qualifiedName">Its qualified name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404).</exception>
    Task<Skill> GetByNameAsync(string qualifiedName, CancellationToken cancellationToken = default);

    /// <summary>Lists the skills of a prompt, ordered by qualified name.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404).</exception>
    Task<IReadOnlyList<Skill>> GetByPromptAsync(string promptId, CancellationToken cancellationToken = default);

    /// <summary>Publishes a prompt as a skill.</summary>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="payload">What to publish.</param>
    /// <param name="skillName">Its name: qualified when it has a dot, else the caller's team goes before it; null for the prompt's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such prompt (404), the name is taken or the library is of files (409), or the payload cannot be used (422).</exception>
    Task<Skill> PublishAsync(string promptId, SkillPayload payload, string? skillName = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what <paramref name="payload"/> sets.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="payload">What to change.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404), the library is of files (409), the skill is somebody else's (403), or the payload cannot be used (422).</exception>
    Task<Skill> UpdateAsync(string skillId, SkillPayload payload, CancellationToken cancellationToken = default);

    /// <summary>Takes a skill back. Its runs stay.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404), the library is of files (409), or the skill is somebody else's (403).</exception>
    Task DeleteAsync(string skillId, CancellationToken cancellationToken = default);

    /// <summary>Reads a skill's files into memory: nothing is written and no model is called. Counts as a request in <see cref="GetUsageAsync"/>.</summary>
    /// <param name="skill">Its id or its qualified name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404).</exception>
    Task<SkillContents> GetContentsAsync(string skill, CancellationToken cancellationToken = default);

    /// <summary>Reads how often the skill's contents were asked for.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts, all null where they are switched off.</returns>
    /// <exception cref="PtmException">There is no such skill (404).</exception>
    Task<UsageMetrics> GetUsageAsync(string skillId, CancellationToken cancellationToken = default);

    /// <summary>Runs the skill once on given inputs, waits, and leaves a run named <c>Eval: QUALIFIED_NAME</c>.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider; null for the prompt's first.</param>
    /// <param name="options">Judge, time limit and amendment; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such skill or provider (404).</exception>
    /// <exception cref="PtmTimeoutException">The run had not ended within <see cref="InvokeOptions.Timeout"/>; it goes on.</exception>
    Task<InvokeResult> InvokeEvalAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the skill's contents for use on this machine, and starts the same run as <see cref="InvokeEvalAsync"/> without waiting.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider of the run; null for the prompt's first.</param>
    /// <param name="options">Judge, time limit and amendment; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such skill or provider (404).</exception>
    Task<SkillBundle> InvokeWithBundleAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tells of a run that an application made by itself. Names of inputs are stored, never their values.</summary>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="run">What is told.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PtmException">There is no such skill (404).</exception>
    Task RecordInlineRunAsync(string skillId, InlineRun run, CancellationToken cancellationToken = default);
}
