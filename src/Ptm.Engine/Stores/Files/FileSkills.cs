namespace Ptm.Engine.Stores.Files;

/// <summary>The skills of a library of files: none, since nothing can be published there.</summary>
internal sealed class FileSkills : ISkillStore
{
    public bool IsReadOnly => true;

    public Task<IReadOnlyList<StoredSkill>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredSkill>>([]);

    public Task<StoredSkill?> FindAsync(string idOrQualifiedName, CancellationToken cancellationToken) => Task.FromResult<StoredSkill?>(null);

    public Task AddAsync(StoredSkill skill, CancellationToken cancellationToken) => throw FilePrompts.ReadOnly($"publish the skill '{skill.Skill.QualifiedName}'");

    public Task<bool> ReplaceAsync(StoredSkill skill, CancellationToken cancellationToken) => throw FilePrompts.ReadOnly($"update the skill '{skill.Skill.Id}'");

    public Task<bool> RemoveAsync(string skillId, CancellationToken cancellationToken) => throw FilePrompts.ReadOnly($"delete the skill '{skillId}'");
}
