namespace Ptm.Engine.Providers;

/// <summary>Kinds of providers that promptfoo knows by a single word, and that are not called here.</summary>
internal static class OtherProviders
{
    public const string Advice = "use a service that is compatible with OpenAI's API (type openai with base_url), or an IChatClient from code";

    static readonly HashSet<string> s_names = new(StringComparer.Ordinal) { "browser", "llama", "mcp", "sequence", "websocket" };

    public static bool Contains(string name) => s_names.Contains(name);
}
