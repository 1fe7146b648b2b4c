using System.Text.Json;

namespace Ptm.Engine.Tests.Providers;

internal static class Json
{
    /// <summary>Whether two values are the same, whatever the order of their members.</summary>
    public static void Same(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
