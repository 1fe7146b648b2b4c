using Ptm.Server.Tokens;

namespace Ptm.Server.Http;

/// <summary>One thing that can be asked of the server: its name in <see cref="PtmOperations"/>, who may ask, and how it is answered.</summary>
internal sealed record Operation(string Name, TokenScope Scope, string Summary, Func<ServerCall, Task> AnswerAsync)
{
    /// <summary>How long the answer may take; null for as long as the client listens.</summary>
    public TimeSpan? TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The record that the body holds; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>The record that the answer holds; null for none, or for text.</summary>
    public Type? Reply { get; init; }

    /// <summary>The status of an answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>What the query may hold.</summary>
    public IReadOnlyList<QueryField> Query { get; init; } = [];

    public static Operation Read<T>(string name, string summary, Func<ServerCall, Task<T>> ask) =>
        new(name, TokenScope.Read, summary, async call => await call.ReplyAsync(await ask(call).ConfigureAwait(false)).ConfigureAwait(false)) { Reply = typeof(T) };

    public static Operation Write<TBody, T>(string name, string summary, Func<ServerCall, TBody, Task<T>> ask, int status = 200) =>
        new(name, TokenScope.Run, summary, async call => await call.ReplyAsync(await ask(call, await call.ReadAsync<TBody>().ConfigureAwait(false)).ConfigureAwait(false), status).ConfigureAwait(false))
        {
            Body = typeof(TBody),
            Reply = typeof(T),
            Status = status,
        };

    /// <summary>Something that is done and has no answer but that.</summary>
    public static Operation Do(string name, string summary, Func<ServerCall, Task> ask) =>
        new(name, TokenScope.Run, summary, async call =>
        {
            await ask(call).ConfigureAwait(false);
            call.Context.Response.StatusCode = 204;
        })
        { Status = 204 };
}

/// <summary>A field of a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its kind as JSON Schema calls it: string, integer or boolean.</param>
/// <param name="Description">What it does, with its default.</param>
internal sealed record QueryField(string Name, string Type, string Description);
