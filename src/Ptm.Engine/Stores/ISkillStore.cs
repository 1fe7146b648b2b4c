namespace Ptm.Engine.Stores;

/// <summary>Where skills are kept. Rights are checked by the engine, not here.</summary>
public interface ISkillStore
{
    /// <summary>True when skills are changed elsewhere, such as files in an editor: everything that would change one throws (409).</summary>
    bool IsReadOnly => false;

    /// <summary>Lists every skill, ordered by qualified name (ordinal).</summary>
    Task<IReadOnlyList<StoredSkill>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds a skill by its id, or by its qualified name where no id is such; null when there is none.</summary>
    Task<StoredSkill?> FindAsync(string idOrQualifiedName, CancellationToken cancellationToken);

    /// <summary>Adds a skill.</summary>
    /// <exception cref="PtmException">Its qualified name is taken, or the library is of files (409).</exception>
    Task AddAsync(StoredSkill skill, CancellationToken cancellationToken);

    /// <summary>Puts a skill in the place of the one with its id.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="PtmException">The library is of files (409).</exception>
    Task<bool> ReplaceAsync(StoredSkill skill, CancellationToken cancellationToken);

    /// <summary>Removes a skill.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="PtmException">The library is of files (409).</exception>
    Task<bool> RemoveAsync(string skillId, CancellationToken cancellationToken);
}
