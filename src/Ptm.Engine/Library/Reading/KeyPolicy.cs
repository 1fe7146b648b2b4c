using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>
/// What an unknown key means. In our own files it is an error. In a promptfoo config it is a warning, as promptfoo passes it over in silence,
/// unless it looks like a slip of a key that holds checks: then a check would be lost, and that is an error everywhere.
/// </summary>
internal sealed class KeyPolicy(bool isStrict)
{
    static readonly HashSet<string> s_checkKeys = new(StringComparer.Ordinal)
    {
        "assert", "threshold", "tests", "defaultTest", "scenarios", "type", "value", "weight", "config",
    };

    public static KeyPolicy Own { get; } = new(isStrict: true);

    public static KeyPolicy Promptfoo { get; } = new(isStrict: false);

    public bool IsStrict { get; } = isStrict;

    public void Check(MappingReader reader, string of, IReadOnlyCollection<string> known)
    {
        foreach (YamlEntry entry in reader.Mapping.Entries)
        {
            string key = entry.Key.Text;
            if (known.Contains(key))
            {
                continue;
            }

            string? meant = NearestName.Of(key, known);
            if (key is "assert" or "asserts" || (meant is not null && s_checkKeys.Contains(meant)))
            {
                reader.File.Error(
                    DiagnosticCodes.HiddenChecks,
                    $"{of} has no key '{key}', so what it checks would never run. {(key == "assert" ? "It belongs into a test case, or into 'defaultTest' for all of them." : NearestName.Hint(key, known))}",
                    entry.Key);
            }
            else if (IsStrict)
            {
                reader.File.Error(DiagnosticCodes.UnknownKey, $"{of} has no key '{key}'. {NearestName.Hint(key, known)}", entry.Key);
            }
            else
            {
                reader.File.Warn(DiagnosticCodes.UnknownKeyIgnored, $"{of} has no key '{key}'; it is passed over. {(meant is null ? "" : $"Did you mean '{meant}'?")}".TrimEnd(), entry.Key);
            }
        }
    }
}
