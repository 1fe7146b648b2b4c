using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ptm.Wire;

namespace Ptm;

/// <summary>
/// The product's records as JSON, one form for HTTP, run files and stores: names in snake_case, enums by name, prompts in the names of prompt files, runs as <c>ptm.run/1</c>.
/// Unknown fields are passed over. A value of the wrong shape is a <see cref="JsonException"/> whose message begins with its path, such as <c>$.tests[2].threshold</c>.
/// Made at compile time, so it works trimmed and compiled ahead of time.
/// </summary>
/// <remarks>
/// A list (<see cref="IReadOnlyList{T}"/> of prompts, test cases, versions, runs, case results, skills, optimizations, providers, groups) is written as <c>{"items": [...]}</c> and read as that or bare.
/// A <see cref="ManualEval"/> without <c>id</c> gets the id <see cref="ManualPromptId"/>. Its <see cref="ManualEval.Extra"/> holds the root's unknown fields under their names,
/// and an unknown field further in under its path (<c>$.tests[0].asserts</c>), so that a misspelt check can be refused; those are not written again.
/// Places in files do not travel with a prompt; they do with a result.
/// </remarks>
public static class PtmJson
{
    /// <summary>The id of a prompt that is given whole and has none.</summary>
    public const string ManualPromptId = "manual";

    internal const int MaxDepth = 64;

    /// <summary>Options for everything that travels, read-only. Depth is limited to 64.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    // After Options, which they are made of.
    static JsonSerializerOptions Files { get; } = Readable(Options);

    static JsonSerializerOptions FileDocuments { get; } = Readable(WireOptions.Documents);

    /// <summary>How a <typeparamref name="T"/> is read and written.</summary>
    /// <exception cref="NotSupportedException">A <typeparamref name="T"/> does not travel.</exception>
    public static JsonTypeInfo<T> For<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Writes <paramref name="value"/> as files have it: indented, with line feeds, and with every letter as it is. A run is streamed, however large.</summary>
    /// <exception cref="NotSupportedException">A <typeparamref name="T"/> does not travel.</exception>
    public static Task WriteFileAsync<T>(Stream stream, T value, CancellationToken cancellationToken = default) => value is RunResult run
        ? JsonSerializer.SerializeAsync(stream, RunDocument.From(run), (JsonTypeInfo<RunDocument>)FileDocuments.GetTypeInfo(typeof(RunDocument)), cancellationToken)
        : JsonSerializer.SerializeAsync(stream, value, (JsonTypeInfo<T>)Files.GetTypeInfo(typeof(T)), cancellationToken);

    static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(WireOptions.Documents) { TypeInfoResolver = JsonTypeInfoResolver.Combine(new WireTypes(), WireJson.Default) };
        options.MakeReadOnly();
        return options;
    }

    static JsonSerializerOptions Readable(JsonSerializerOptions options)
    {
        JsonSerializerOptions readable = new(options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        readable.MakeReadOnly();
        return readable;
    }
}
