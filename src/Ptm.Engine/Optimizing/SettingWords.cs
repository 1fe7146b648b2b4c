using System.Text.Json;

namespace Ptm.Engine.Optimizing;

/// <summary>The words by which requests and files name the values of a setting: <c>no_regressions</c> for <see cref="ComparisonStrategy.NoRegressions"/>.</summary>
internal static class SettingWords<T>
    where T : struct, Enum
{
    /// <summary>Every word, in the order of the values.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The value of a word; null where there is none of that name.</summary>
    public static T? Parse(string word) => All.Index().Where(known => known.Item == word).Select(known => (T?)Enum.GetValues<T>()[known.Index]).FirstOrDefault();

    /// <summary>The word of a value.</summary>
    public static string Of(T value) => All[Array.IndexOf(Enum.GetValues<T>(), value)];

    /// <summary>What a word that is none should have been.</summary>
    public static string Expected(string name, string word) => $"'{name}' takes {string.Join(", ", All)}, and this is '{word}'. {NearestName.Hint(word, All)}";
}
