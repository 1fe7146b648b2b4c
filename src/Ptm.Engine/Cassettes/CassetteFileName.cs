using System.Security.Cryptography;
using System.Text;

namespace Ptm.Engine.Cassettes;

/// <summary>The name of a model's file: the model's name, made safe for every file system. Models whose names fall together share a file; each line says its model.</summary>
internal static class CassetteFileName
{
    const int LongestName = 80;

    static readonly HashSet<string> s_reserved =
    [
        "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con",
        "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
    ];

    public static string Of(string model)
    {
        // Lower case, because some file systems take two names that differ in case for one.
#pragma warning disable CA1308 // This is a file's name, not a comparison.
        string name = string.Concat(model.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).Trim('.', '-');
#pragma warning restore CA1308
        if (name.Length > LongestName)
        {
            name = $"{name[..LongestName]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..8]}";
        }

        return (name.Length == 0 || s_reserved.Contains(name.Split('.')[0]) ? "model-" + name : name) + ".jsonl";
    }
}
