using System.Collections.Concurrent;

namespace Ptm.Engine.Stores.Memory;

/// <summary>Skills, as long as the process lives.</summary>
internal sealed class MemorySkills : ISkillStore
{
    readonly ConcurrentDictionary<string, StoredSkill> _skills = new(StringComparer.Ordinal);
    readonly Lock _adding = new();

    public Task<IReadOnlyList<StoredSkill>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredSkill>>([.. _skills.Values.OrderBy(stored => stored.Skill.QualifiedName, StringComparer.Ordinal)]);

    public Task<StoredSkill?> FindAsync(string idOrQualifiedName, CancellationToken cancellationToken) =>
        Task.FromResult(_skills.GetValueOrDefault(idOrQualifiedName) ?? _skills.Values.FirstOrDefault(stored => stored.Skill.QualifiedName == idOrQualifiedName));

    public Task AddAsync(StoredSkill skill, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            if (_skills.Values.Any(stored => stored.Skill.QualifiedName == skill.Skill.QualifiedName))
            {
                throw SkillNames.Taken(skill.Skill.QualifiedName);
            }

            _skills[skill.Skill.Id] = skill;
        }

        return Task.CompletedTask;
    }

    public Task<bool> ReplaceAsync(StoredSkill skill, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            bool known = _skills.ContainsKey(skill.Skill.Id);
            if (known)
            {
                _skills[skill.Skill.Id] = skill;
            }

            return Task.FromResult(known);
        }
    }

    public Task<bool> RemoveAsync(string skillId, CancellationToken cancellationToken) => Task.FromResult(_skills.TryRemove(skillId, out _));
}
