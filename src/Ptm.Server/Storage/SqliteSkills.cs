using System.Text;

namespace Ptm.Server.Storage;

/// <summary>Skills with their files.</summary>
internal sealed class SqliteSkills(SqliteDatabase database) : ISkillStore
{
    // One statement, so that a skill and its files are of one moment.
    const string Select = """
        SELECT skill.id, skill.content, skill.owner, skill.team, skill.scope, file.path, file.content
        FROM skill LEFT JOIN skill_file AS file ON file.skill_id = skill.id
        """;

    public async Task<IReadOnlyList<StoredSkill>> ListAsync(CancellationToken cancellationToken)
    {
        List<StoredSkill> skills = await database.ReadAsync(session => Query(session, $"{Select} ORDER BY skill.id, file.path"), cancellationToken).ConfigureAwait(false);
        return [.. skills.OrderBy(stored => stored.Skill.QualifiedName, StringComparer.Ordinal)];
    }

    public async Task<StoredSkill?> FindAsync(string idOrQualifiedName, CancellationToken cancellationToken)
    {
        const string Sql = Select + """
             WHERE skill.id = (SELECT id FROM skill WHERE id = @name OR qualified_name = @name ORDER BY id = @name DESC LIMIT 1) ORDER BY file.path
            """;
        return (await database.ReadAsync(session => Query(session, Sql, ("@name", idOrQualifiedName)), cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    public async Task AddAsync(StoredSkill skill, CancellationToken cancellationToken)
    {
        byte[] content = StoredJson.Write(skill.Skill);
        bool added = await database.WriteAsync(
            session =>
            {
                bool isNew = session.Execute(
                    "INSERT INTO skill(id, qualified_name, owner, team, scope, content) VALUES (@id, @name, @owner, @team, @scope, @content) ON CONFLICT DO NOTHING",
                    Columns(skill, content)) == 1;
                if (isNew)
                {
                    AddFiles(session, skill);
                }

                return isNew;
            },
            cancellationToken).ConfigureAwait(false);
        if (!added)
        {
            throw SkillNames.Taken(skill.Skill.QualifiedName);
        }
    }

    public async Task<bool> ReplaceAsync(StoredSkill skill, CancellationToken cancellationToken)
    {
        byte[] content = StoredJson.Write(skill.Skill);
        return await database.WriteAsync(
            session =>
            {
                if (session.First("SELECT 1 FROM skill WHERE qualified_name = @name AND id <> @id", _ => true, ("@name", skill.Skill.QualifiedName), ("@id", skill.Skill.Id)))
                {
                    throw SkillNames.Taken(skill.Skill.QualifiedName);
                }

                bool known = session.Execute(
                    "UPDATE skill SET qualified_name = @name, owner = @owner, team = @team, scope = @scope, content = @content WHERE id = @id",
                    Columns(skill, content)) == 1;
                if (known)
                {
                    session.Execute("DELETE FROM skill_file WHERE skill_id = @id", ("@id", skill.Skill.Id));
                    AddFiles(session, skill);
                }

                return known;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> RemoveAsync(string skillId, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM skill WHERE id = @id", ("@id", skillId)) == 1, cancellationToken);

    static (string Name, object? Value)[] Columns(StoredSkill skill, byte[] content) =>
    [
        ("@id", skill.Skill.Id),
        ("@name", skill.Skill.QualifiedName),
        ("@owner", skill.Ownership.Name),
        ("@team", skill.Ownership.Team),
        ("@scope", skill.Ownership.VisibilityScope.Word()),
        ("@content", content),
    ];

    static void AddFiles(SqliteSession session, StoredSkill skill)
    {
        foreach ((string path, string content) in skill.Files)
        {
            session.Execute(
                "INSERT INTO skill_file(skill_id, path, content) VALUES (@id, @path, @content)",
                ("@id", skill.Skill.Id),
                ("@path", path),
                ("@content", Encoding.UTF8.GetBytes(content)));
        }
    }

    static List<StoredSkill> Query(SqliteSession session, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        List<StoredSkill> skills = [];
        Dictionary<string, string> files = [];
        session.Read(
            sql,
            row =>
            {
                if (skills.Count == 0 || skills[^1].Skill.Id != row.GetString(0))
                {
                    files = new(StringComparer.Ordinal);
                    skills.Add(new(StoredJson.Read<Skill>(row.Bytes(1)), row.Ownership(2), files));
                }

                if (row.TextOrNull(5) is { } path)
                {
                    files.Add(path, Encoding.UTF8.GetString(row.Bytes(6)));
                }

                return true;
            },
            parameters);
        return skills;
    }
}
