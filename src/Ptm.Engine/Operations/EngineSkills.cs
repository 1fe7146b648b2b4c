using System.Text.Json.Nodes;
using Ptm.Engine.Stores;

namespace Ptm.Engine.Operations;

/// <summary>The skills of an engine's store, as one caller sees them.</summary>
internal sealed class EngineSkills(PtmStores stores, PtmCaller caller, Invoker invoker, TimeProvider time) : IPtmSkills
{
    readonly PromptLookup _prompts = new(stores.Prompts, caller);

    public async Task<IReadOnlyList<Skill>> ListAsync(SkillFilter? filter = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<StoredSkill> all = await stores.Skills.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(stored => caller.MaySee(stored.Ownership) && Matches(stored, filter ?? new())).Select(stored => stored.Skill)];
    }

    public async Task<Skill> GetAsync(string skill, CancellationToken cancellationToken = default) =>
        (await FindAsync(skill, cancellationToken).ConfigureAwait(false)).Skill;

    public async Task<Skill> GetByNameAsync(string qualifiedName, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(qualifiedName, cancellationToken).ConfigureAwait(false);
        return found.Skill.QualifiedName == qualifiedName
            ? found.Skill
            : throw Rights.NotFound($"There is no skill '{Rights.Shown(qualifiedName)}'.");
    }

    public async Task<IReadOnlyList<Skill>> GetByPromptAsync(string promptId, CancellationToken cancellationToken = default)
    {
        await _prompts.FindAsync(promptId, null, cancellationToken).ConfigureAwait(false);
        return await ListAsync(new() { PromptId = promptId }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Skill> PublishAsync(string promptId, SkillPayload payload, string? skillName = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        UnknownFields.Refuse(payload.Extra, "A skill");
        StoredPrompt prompt = await _prompts.FindAsync(promptId, payload.PromptVersion, cancellationToken).ConfigureAwait(false);
        RefuseWhereReadOnly($"publish a skill of the prompt '{Rights.Shown(promptId)}'");
        string qualifiedName = SkillNames.Qualify(skillName ?? promptId, caller.Team ?? prompt.Prompt.Team);
        caller.MustName(qualifiedName, prompt);
        SkillFiles.Refuse(payload.Files);
        VisibilityScope scope = payload.VisibilityScope ?? prompt.Ownership.VisibilityScope;
        caller.MustWiden(scope, prompt);
        Skill skill = new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("n"),
            QualifiedName = qualifiedName,
            Name = qualifiedName[(qualifiedName.LastIndexOf('.') + 1)..],
            Description = payload.Description ?? prompt.Prompt.Label ?? promptId,
            PromptId = promptId,
            PromptVersion = prompt.Prompt.Version,
            VisibilityScope = scope,
            Owner = caller.Name,
            CreatedAt = time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        };
        await stores.Skills.AddAsync(new(skill, new(caller.Name, caller.Team, scope), payload.Files ?? SkillFiles.None), cancellationToken).ConfigureAwait(false);
        return skill;
    }

    public async Task<Skill> UpdateAsync(string skillId, SkillPayload payload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        UnknownFields.Refuse(payload.Extra, "A skill");
        RefuseWhereReadOnly($"update the skill '{Rights.Shown(skillId)}'");
        StoredSkill found = await FindByIdAsync(skillId, cancellationToken).ConfigureAwait(false);
        caller.MustChange(found.Ownership, $"The skill '{found.Skill.QualifiedName}'");
        SkillFiles.Refuse(payload.Files);
        if (payload.PromptVersion is { } version)
        {
            await _prompts.FindAsync(found.Skill.PromptId, version, cancellationToken).ConfigureAwait(false);
        }

        VisibilityScope scope = payload.VisibilityScope ?? found.Ownership.VisibilityScope;
        if (payload.VisibilityScope is not null)
        {
            caller.MustWiden(scope, await _prompts.FindAsync(found.Skill.PromptId, null, cancellationToken).ConfigureAwait(false));
        }

        Skill skill = found.Skill with
        {
            Description = payload.Description ?? found.Skill.Description,
            PromptVersion = payload.PromptVersion ?? found.Skill.PromptVersion,
            VisibilityScope = scope,
            UpdatedAt = time.GetUtcNow(),
        };
        StoredSkill updated = new(skill, found.Ownership with { VisibilityScope = scope }, payload.Files ?? found.Files);
        return await stores.Skills.ReplaceAsync(updated, cancellationToken).ConfigureAwait(false) ? skill : throw Gone(skillId);
    }

    public async Task DeleteAsync(string skillId, CancellationToken cancellationToken = default)
    {
        RefuseWhereReadOnly($"delete the skill '{Rights.Shown(skillId)}'");
        StoredSkill found = await FindByIdAsync(skillId, cancellationToken).ConfigureAwait(false);
        caller.MustChange(found.Ownership, $"The skill '{found.Skill.QualifiedName}'");
        if (!await stores.Skills.RemoveAsync(skillId, cancellationToken).ConfigureAwait(false))
        {
            throw Gone(skillId);
        }
    }

    public async Task<SkillContents> GetContentsAsync(string skill, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(skill, cancellationToken).ConfigureAwait(false);
        SkillContents contents = SkillFiles.Contents(found, await PromptOfAsync(found, cancellationToken).ConfigureAwait(false));
        await stores.Usage.AddRequestAsync(UsageSubject.Skill, found.Skill.Id, caller.Name, cancellationToken).ConfigureAwait(false);
        return contents;
    }

    public async Task<UsageMetrics> GetUsageAsync(string skillId, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(skillId, cancellationToken).ConfigureAwait(false);
        return await stores.Usage.ReadAsync(UsageSubject.Skill, found.Skill.Id, cancellationToken).ConfigureAwait(false);
    }

    public async Task<InvokeResult> InvokeEvalAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(skillId, cancellationToken).ConfigureAwait(false);
        PromptDefinition prompt = await PromptOfAsync(found, cancellationToken).ConfigureAwait(false);
        return await invoker.EvaluateAsync(prompt, Label(found), inputs, providerProfile, options ?? new(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<SkillBundle> InvokeWithBundleAsync(string skillId, JsonObject inputs, string? providerProfile, InvokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(skillId, cancellationToken).ConfigureAwait(false);
        PromptDefinition prompt = await PromptOfAsync(found, cancellationToken).ConfigureAwait(false);
        string runKey = await invoker.StartAsync(prompt, Label(found), inputs, providerProfile, options ?? new(), cancellationToken).ConfigureAwait(false);
        return new() { RunKey = runKey, Bundle = await GetContentsAsync(found.Skill.Id, cancellationToken).ConfigureAwait(false) };
    }

    public async Task RecordInlineRunAsync(string skillId, InlineRun run, CancellationToken cancellationToken = default)
    {
        StoredSkill found = await FindAsync(skillId, cancellationToken).ConfigureAwait(false);
        await stores.Usage.AddInlineRunAsync(UsageSubject.Skill, found.Skill.Id, caller.Name, InlineRuns.Checked(run), cancellationToken).ConfigureAwait(false);
    }

    static bool Matches(StoredSkill stored, SkillFilter filter) =>
        (filter.PromptId is null || stored.Skill.PromptId == filter.PromptId)
        && (filter.Team is null || stored.Ownership.Team == filter.Team)
        && (filter.Search is null
            || stored.Skill.QualifiedName.Contains(filter.Search, StringComparison.OrdinalIgnoreCase)
            || stored.Skill.Description.Contains(filter.Search, StringComparison.OrdinalIgnoreCase));

    static string Label(StoredSkill skill) => $"Eval: {skill.Skill.QualifiedName}";

    static PtmException Gone(string skillId) => Rights.NotFound($"There is no skill '{Rights.Shown(skillId)}'.");

    async Task<StoredSkill> FindAsync(string skill, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await stores.Skills.FindAsync(skill, cancellationToken).ConfigureAwait(false)).Visible(caller, skill);
    }

    // What changes a skill asks for its id: a name may be another skill's tomorrow.
    async Task<StoredSkill> FindByIdAsync(string skillId, CancellationToken cancellationToken)
    {
        StoredSkill found = await FindAsync(skillId, cancellationToken).ConfigureAwait(false);
        return found.Skill.Id == skillId ? found : throw Gone(skillId);
    }

    // A skill that the prompt's owner published shows the prompt to whoever may see the skill; one of somebody else shows it to whoever may see the prompt, also when its scope was narrowed since.
    async Task<PromptDefinition> PromptOfAsync(StoredSkill skill, CancellationToken cancellationToken)
    {
        StoredPrompt? stored = await stores.Prompts.FindAsync(skill.Skill.PromptId, skill.Skill.PromptVersion, cancellationToken).ConfigureAwait(false);
        return stored is not null && (caller.MaySee(stored.Ownership) || stored.Ownership.Name == skill.Ownership.Name)
            ? stored.Prompt
            : throw Rights.NotFound($"The prompt of the skill '{Rights.Shown(skill.Skill.QualifiedName)}' is not there for you.");
    }

    void RefuseWhereReadOnly(string what)
    {
        if (stores.Skills.IsReadOnly)
        {
            throw Stores.Files.FilePrompts.ReadOnly(what);
        }
    }
}
