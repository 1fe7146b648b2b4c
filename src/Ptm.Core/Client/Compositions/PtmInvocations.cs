using System.Text.Json.Nodes;

namespace Ptm;

/// <summary>Invocations by a skill's name, and under the names that the Python client has given up.</summary>
public static class PtmInvocations
{
    /// <summary>Finds a skill by its qualified name and invokes it: <see cref="IPtmSkills.InvokeEvalAsync"/>.</summary>
    /// <param name="skills">The skills.</param>
    /// <param name="qualifiedName">Its qualified name.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider; null for the prompt's first.</param>
    /// <param name="amend">True to put the run in the place of the caller's newest run of the same name.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such skill or provider (404).</exception>
    public static async Task<InvokeResult> InvokeByNameAsync(this IPtmSkills skills, string qualifiedName, JsonObject inputs, string? providerProfile = null, bool amend = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        Skill skill = await skills.GetByNameAsync(qualifiedName, cancellationToken).ConfigureAwait(false);
        return await skills.InvokeEvalAsync(skill.Id, inputs, providerProfile, new() { Amend = amend }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a skill by its qualified name and invokes it: <see cref="IPtmSkills.InvokeWithBundleAsync"/>.</summary>
    /// <param name="skills">The skills.</param>
    /// <param name="qualifiedName">Its qualified name.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider of the run; null for the prompt's first.</param>
    /// <param name="options">Judge, time limit and amendment; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <exception cref="PtmException">There is no such skill or provider (404).</exception>
    public static async Task<SkillBundle> InvokeWithBundleByNameAsync(this IPtmSkills skills, string qualifiedName, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        Skill skill = await skills.GetByNameAsync(qualifiedName, cancellationToken).ConfigureAwait(false);
        return await skills.InvokeWithBundleAsync(skill.Id, inputs, providerProfile, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Invokes a skill; the same as <see cref="IPtmSkills.InvokeEvalAsync"/>.</summary>
    /// <param name="skills">The skills.</param>
    /// <param name="skillId">The skill's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider; null for the prompt's first.</param>
    /// <param name="amend">True to put the run in the place of the caller's newest run of the same name.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    [Obsolete("Use InvokeEvalAsync.", DiagnosticId = "PTMOBS002")]
    public static Task<InvokeResult> InvokeAsync(this IPtmSkills skills, string skillId, JsonObject inputs, string? providerProfile = null, bool amend = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        return skills.InvokeEvalAsync(skillId, inputs, providerProfile, new() { Amend = amend }, cancellationToken);
    }

    /// <summary>Invokes a prompt; the same as <see cref="IPtmPrompts.InvokeEvalAsync"/>.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="promptId">The prompt's id.</param>
    /// <param name="inputs">Values for the template.</param>
    /// <param name="providerProfile">The provider; null for the prompt's first.</param>
    /// <param name="amend">True to put the run in the place of the caller's newest run of the same name.</param>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    [Obsolete("Use InvokeEvalAsync.", DiagnosticId = "PTMOBS003")]
    public static Task<InvokeResult> InvokeAsync(this IPtmPrompts prompts, string promptId, JsonObject inputs, string? providerProfile = null, bool amend = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return prompts.InvokeEvalAsync(promptId, inputs, providerProfile, new() { Amend = amend }, cancellationToken);
    }

    /// <summary>Starts an optimization; the same as <see cref="IPtmOptimizations.SubmitAsync"/>.</summary>
    /// <param name="optimizations">The optimizations.</param>
    /// <param name="promptId">The prompt to better.</param>
    /// <param name="request">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the optimization.</param>
    [Obsolete("Use SubmitAsync. It goes with version 1.0.", DiagnosticId = "PTMOBS001")]
    public static Task<Optimization> OptimizeAsync(this IPtmOptimizations optimizations, string promptId, OptimizationRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(optimizations);
        return optimizations.SubmitAsync(promptId, request, cancellationToken);
    }
}
