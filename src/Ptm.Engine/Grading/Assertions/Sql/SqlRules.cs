using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Sql;

/// <summary>What an assertion's value asks of SQL: a grammar, and the tables and columns that it may touch.</summary>
internal sealed record SqlRules(string Dialect, SqlAuthorities Tables, SqlAuthorities Columns)
{
    const string DatabaseType = "databaseType";
    const string AllowedTables = "allowedTables";
    const string AllowedColumns = "allowedColumns";

    static readonly string[] _keys = [DatabaseType, AllowedTables, AllowedColumns];

    public static SqlRules Default { get; } = new(SqlDialect.Default, SqlAuthorities.None, SqlAuthorities.None);

    /// <summary>The rules of a value, or what is wrong with it.</summary>
    public static (SqlRules? Rules, string? Flaw) Read(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return (Default, null);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return (null, $"needs an object as its value, with {DatabaseType}, {AllowedTables} or {AllowedColumns}");
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (Array.IndexOf(_keys, member.Name) < 0)
            {
                return (null, $"has {Quote.Of(member.Name)} in its value, which nothing would check; it may have {DatabaseType}, {AllowedTables} and {AllowedColumns}. {NearestName.Hint(member.Name, _keys)}".TrimEnd());
            }
        }

        (string? dialect, string? flaw) = ReadDialect(value);
        if (flaw is not null)
        {
            return (null, flaw);
        }

        (SqlAuthorities? tables, flaw) = ReadAuthorities(value, AllowedTables, columns: false);
        if (flaw is not null)
        {
            return (null, flaw);
        }

        (SqlAuthorities? columns, flaw) = ReadAuthorities(value, AllowedColumns, columns: true);
        return flaw is null ? (new SqlRules(dialect!, tables!, columns!), null) : (null, flaw);
    }

    static (string? Dialect, string? Flaw) ReadDialect(JsonElement value)
    {
        if (!value.TryGetProperty(DatabaseType, out JsonElement type) || type.ValueKind == JsonValueKind.Null || (type.ValueKind == JsonValueKind.String && type.ValueEquals("")))
        {
            return (SqlDialect.Default, null);
        }

        if (type.ValueKind == JsonValueKind.String && SqlDialect.Find(type.GetString()!) is { } dialect)
        {
            return (dialect, null);
        }

        string written = type.ValueKind == JsonValueKind.String ? type.GetString()! : type.GetRawText();
        return (null, $"has the {DatabaseType} {Quote.Of(written)}, for which there is no grammar; there are {string.Join(", ", SqlDialect.Names)}. {NearestName.Hint(written, SqlDialect.Names)}".TrimEnd());
    }

    static (SqlAuthorities? Authorities, string? Flaw) ReadAuthorities(JsonElement value, string key, bool columns)
    {
        if (!value.TryGetProperty(key, out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return (SqlAuthorities.None, null);
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return (null, $"needs a list of texts as its {key}, such as select::null::users");
        }

        SqlAuthorities authorities = new([.. list.EnumerateArray().Select(item => item.GetString()!)], columns);
        return authorities.Flaw is { } flaw ? (null, $"has in its {key} {flaw}") : (authorities, null);
    }
}
