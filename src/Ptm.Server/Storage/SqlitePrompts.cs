using Microsoft.Data.Sqlite;

namespace Ptm.Server.Storage;

/// <summary>Prompts with their versions, which are never changed. Owner and scope are the prompt's, so those of every version.</summary>
internal sealed class SqlitePrompts(SqliteDatabase database, TimeProvider time) : IPromptStore
{
    const string Select = """
        SELECT version.content, version.version, version.hash, prompt.owner, prompt.team, prompt.scope, version.created_at, version.created_by, version.proposed
        FROM prompt JOIN prompt_version AS version ON version.prompt_id = prompt.id
        """;

    public async Task<IReadOnlyList<StoredPrompt>> ListAsync(CancellationToken cancellationToken)
    {
        List<Row> rows = await database.ReadAsync(session => session.Query($"{Select} AND version.version = prompt.newest", Row.Read), cancellationToken).ConfigureAwait(false);

        // SQLite orders by bytes of UTF-8, which is not the ordinal order of .NET for every character.
        return [.. rows.Select(row => row.ToPrompt()).OrderBy(stored => stored.Prompt.Id, StringComparer.Ordinal)];
    }

    public async Task<StoredPrompt?> FindAsync(string promptId, int? version, CancellationToken cancellationToken)
    {
        Row? row = await database.ReadAsync(session => Find(session, promptId, version), cancellationToken).ConfigureAwait(false);
        return row?.ToPrompt();
    }

    public async Task<IReadOnlyList<StoredPrompt>> ListVersionsAsync(string promptId, CancellationToken cancellationToken)
    {
        List<Row> rows = await database.ReadAsync(
            session => session.Query($"{Select} WHERE prompt.id = @id ORDER BY version.version DESC", Row.Read, ("@id", promptId)),
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToPrompt())];
    }

    public async Task<StoredPrompt> AddAsync(PromptDefinition prompt, Ownership ownership, CancellationToken cancellationToken)
    {
        string hash = PromptHash.Of(prompt);
        byte[] content = StoredJson.Pack(StoredJson.Write(prompt with { Version = null, Hash = null }));
        Row row = await database.WriteAsync(session => Add(session, prompt, hash, content, ownership), cancellationToken).ConfigureAwait(false);
        return row.ToPrompt();
    }

    public async Task<StoredPrompt?> AddProposalAsync(PromptDefinition prompt, string author, CancellationToken cancellationToken)
    {
        string hash = PromptHash.Of(prompt);
        byte[] content = StoredJson.Pack(StoredJson.Write(prompt with { Version = null, Hash = null }));
        Row? row = await database.WriteAsync(session => Propose(session, prompt, hash, content, author), cancellationToken).ConfigureAwait(false);
        return row?.ToPrompt();
    }

    Row? Propose(SqliteSession session, PromptDefinition prompt, string hash, byte[] content, string author)
    {
        int? version = session.First<int?>(
            "SELECT version FROM prompt_version WHERE prompt_id = @id AND hash = @hash AND created_by = @author AND proposed = 1",
            row => row.GetInt32(0),
            ("@id", prompt.Id),
            ("@hash", hash),
            ("@author", author));
        if (version is null && Find(session, prompt.Id, null) is not null)
        {
            version = NextVersion(session, prompt.Id);
            session.Execute(
                "INSERT INTO prompt_version(prompt_id, version, hash, created_at, created_by, content, proposed) VALUES (@id, @version, @hash, @now, @author, @content, 1)",
                ("@id", prompt.Id),
                ("@version", version),
                ("@hash", hash),
                ("@now", time.GetUtcNow().Ticks()),
                ("@author", author),
                ("@content", content));
        }

        return version is null ? null : Find(session, prompt.Id, version);
    }

    static int NextVersion(SqliteSession session, string promptId) =>
        session.First("SELECT max(version) + 1 FROM prompt_version WHERE prompt_id = @id", row => row.GetInt32(0), ("@id", promptId));

    Row Add(SqliteSession session, PromptDefinition prompt, string hash, byte[] content, Ownership ownership)
    {
        Row? newest = Find(session, prompt.Id, null);
        int version = newest is null ? 1 : newest.Hash == hash ? newest.Version : NextVersion(session, prompt.Id);
        session.Execute(
            """
            INSERT INTO prompt(id, owner, team, scope, newest) VALUES (@id, @owner, @team, @scope, @newest)
            ON CONFLICT (id) DO UPDATE SET newest = @newest, scope = coalesce(@new_scope, scope)
            """,
            ("@id", prompt.Id),
            ("@owner", ownership.Name),
            ("@team", ownership.Team),
            ("@scope", ownership.VisibilityScope.Word()),
            ("@newest", version),
            ("@new_scope", prompt.VisibilityScope?.Word()));
        if (version != newest?.Version)
        {
            session.Execute(
                "INSERT INTO prompt_version(prompt_id, version, hash, created_at, created_by, content) VALUES (@id, @version, @hash, @now, @author, @content)",
                ("@id", prompt.Id),
                ("@version", version),
                ("@hash", hash),
                ("@now", time.GetUtcNow().Ticks()),
                ("@author", ownership.Name),
                ("@content", content));
        }

        return Find(session, prompt.Id, version)!;
    }

    static Row? Find(SqliteSession session, string promptId, int? version) =>
        session.First($"{Select} WHERE prompt.id = @id AND version.version = coalesce(@version, prompt.newest)", Row.Read, ("@id", promptId), ("@version", version));

    // Content is parsed after the connection went back.
    sealed record Row(byte[] Content, int Version, string Hash, Ownership Ownership, DateTimeOffset CreatedAt, string CreatedBy, bool IsProposal)
    {
        public static Row Read(SqliteDataReader row) => new(row.Bytes(0), row.GetInt32(1), row.GetString(2), row.Ownership(3), row.Time(6), row.GetString(7), row.GetBoolean(8));

        public StoredPrompt ToPrompt() => new(StoredJson.Read<PromptDefinition>(Content) with { Version = Version, Hash = Hash }, Ownership, CreatedAt, CreatedBy) { IsProposal = IsProposal };
    }
}
