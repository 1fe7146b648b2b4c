using System.Text.RegularExpressions;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>Gives the names of <c>patternProperties</c> JavaScript's dialect and a time limit. The library has no other keyword take its place, as others depend on it.</summary>
internal static class SchemaPatterns
{
    /// <summary>The standard asks for Unicode, so that <c>\p{L}</c> is a letter.</summary>
    public const string Flags = "u";

    /// <summary>What is wrong with a pattern; null when all of them are replaced.</summary>
    public static string? Replace(SchemaGraph graph)
    {
        foreach (KeywordData keyword in graph.Nodes.SelectMany(node => node.Keywords ?? []))
        {
            if (keyword.Value is Dictionary<string, Regex> patterns && Replace(patterns) is { } flaw)
            {
                return flaw;
            }
        }

        return null;
    }

    static string? Replace(Dictionary<string, Regex> patterns)
    {
        foreach (string pattern in patterns.Keys.ToArray())
        {
            (Regex? regex, string? flaw) = JavaScriptPattern.Compile(pattern, Flags);
            if (regex is null)
            {
                return $"has the pattern /{Quote.Cut(pattern)}/ under patternProperties of its schema, which is no JavaScript regular expression: {flaw}";
            }

            patterns[pattern] = regex;
        }

        return null;
    }
}
