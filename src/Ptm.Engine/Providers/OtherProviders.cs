using Ptm.Engine.Providers.Models;

namespace Ptm.Engine.Providers;

/// <summary>Kinds of providers that promptfoo knows by a single word, and that are not called here.</summary>
internal static class OtherProviders
{
    public const string Advice = "use a service that is compatible with OpenAI's API (type openai with base_url), or an IChatClient from code";

    static readonly HashSet<string> s_names = new(StringComparer.Ordinal) { "browser", "llama", "mcp", "sequence", "websocket" };

    static readonly string[] s_programs = ["exec", "file", "golang", "http", "https", "python", "ruby", "webhook"];

    public static bool Contains(string name) => s_names.Contains(name);

    /// <summary>The id that one with a slip in the name of its service means, such as <c>opnai:gpt-4</c>; null where there is none.</summary>
    public static string? MeantBy(string id) =>
        id.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && NearestName.Slip(id[..end], [.. ModelKinds.All.SelectMany(kind => kind.Aliases.Prepend(kind.Name)), .. s_programs]) is { } service
            ? service + id[end..]
            : null;
}
