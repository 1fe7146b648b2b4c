using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using Microsoft.Build.Framework;

namespace Ptm.Build;

/// <summary>Refuses keys and tokens that are properties: a binary log holds every property of a build. What is nearly a property of the gate is found on the way.</summary>
internal static class PropertySecrets
{
    static readonly string[] s_ends = ["Key", "Token", "Secret", "Password", "Credentials"];

    // What providers take their keys from. Another tool's, such as NuGet's, are its own matter.
    static readonly string[] s_ofProviders =
    [
        "OPENAI_API_KEY", "AZURE_API_KEY", "AZURE_OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "VERTEX_API_KEY",
        "OLLAMA_API_KEY", "OPENROUTER_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY", "DEEPSEEK_API_KEY", "TOGETHER_API_KEY", "FIREWORKS_API_KEY", "CEREBRAS_API_KEY", "XAI_API_KEY",
        "PERPLEXITY_API_KEY", "NVIDIA_API_KEY", "DASHSCOPE_API_KEY", "MOONSHOT_API_KEY", "HYPERBOLIC_API_KEY", "HF_TOKEN", "HF_API_TOKEN",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "GOOGLE_OAUTH_ACCESS_TOKEN", "VERTEX_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN",
    ];

    /// <summary>Whether a property is one, which was said. The values are not looked at.</summary>
    /// <param name="files">The project and what it imports by itself, whose property groups are looked at: what a property of the environment's name holds, a target cannot ask without its value being logged.</param>
    /// <param name="build">The build, which knows the properties of the command line.</param>
    /// <param name="log">Takes the errors.</param>
    public static bool AreThere(IEnumerable<string> files, IBuildEngine build, BuildLog log)
    {
        IEnumerable<string> global = build is IBuildEngine6 engine ? engine.GetGlobalProperties().Where(property => property.Value.Length > 0).Select(property => property.Key).Where(IsOurs) : [];
        string[] named = [.. files.SelectMany(NamedIn).Concat(global).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(name => name, StringComparer.Ordinal)];
        string[] found = [.. named.Where(IsSecret)];
        PropertyNames.WarnOfMisspelt(named.Except(found), log, build);
        foreach (string name in found)
        {
            log.ErrorOnce(
                BuildLog.SecretProperty,
                $"{name} is set as a property of the build, and a property is no place for a key or token: the binary log of this build already holds it, if one is written. Delete that log, revoke the key or token, and set {VariableFor(name)} in the environment of the build.",
                build);
        }

        return found.Length > 0;
    }

    // A file that cannot be read or is no XML is MSBuild's to refuse.
    static List<string> NamedIn(string file)
    {
        List<string> names = [];
        try
        {
            using XmlReader reader = XmlReader.Create(file, new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true });
            bool isGroup = false;
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "PropertyGroup")
                {
                    isGroup = !reader.IsEmptyElement;
                }
                else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "PropertyGroup")
                {
                    isGroup = false;
                }
                else if (isGroup && reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement && IsOurs(reader.LocalName))
                {
                    string name = reader.LocalName;
                    if (reader.Read() && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                    {
                        names.Add(name);
                    }
                }
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // What was found before counts.
        }

        return names;
    }

    static bool IsOurs(string name) => name.StartsWith(PropertyNames.Prefix, StringComparison.OrdinalIgnoreCase) || IsSecret(name);

    static bool IsSecret(string name) =>
        s_ofProviders.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith(PropertyNames.Prefix, StringComparison.OrdinalIgnoreCase) && s_ends.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    static string VariableFor(string name) =>
        s_ofProviders.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (name.EndsWith("Token", StringComparison.OrdinalIgnoreCase) ? "PTM_API_TOKEN" : "the variable that the provider's profile names (api_key_env)");
}
