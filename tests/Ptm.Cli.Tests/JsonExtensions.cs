using System.Text.Json;

namespace Ptm.Cli.Tests;

/// <summary>Short words for reading run files.</summary>
internal static class JsonExtensions
{
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static JsonElement[] Results(this JsonElement run) => [.. run.GetProperty("results").EnumerateArray()];

    /// <summary>The outcome of each case, in the file's order.</summary>
    public static string[] Outcomes(this JsonElement run) => [.. run.Results().Select(result => result.Text("outcome"))];
}
