using System.Text.Json;

namespace Ptm.Engine.Tests.Providers;

internal static class Requests
{
    public static ProviderRequest Of(string text, int sample = 0) => new() { Prompt = new RenderedPrompt { Text = text }, Sample = sample };

    public static ProviderRequest WithTools(string text, string tools) => Of(text) with { ToolDefinitions = JsonElement.Parse(tools) };

    public static ProviderRequest OfChat(params ChatMessage[] messages) =>
        new() { Prompt = new RenderedPrompt { Text = JsonSerializer.Serialize(messages), Messages = messages } };
}
