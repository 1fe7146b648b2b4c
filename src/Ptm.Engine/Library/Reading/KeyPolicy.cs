using Ptm.Engine.Grading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>
/// What an unknown key means. In our own files it is an error. In a promptfoo config it is a warning, as promptfoo passes it over in silence,
/// unless it looks like a slip of a key that holds checks: then a check would be lost, and the cases that it belongs to are errors.
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

    /// <summary>Whether a value is a list of assertions, or of cases with assertions, whatever its key is called.</summary>
    public static bool HoldsChecks(YamlNode value) => value switch
    {
        YamlSequence sequence => sequence.Items.Exists(item => item is YamlMapping mapping && (HasAssertions(mapping) || IsAssertion(mapping))),
        YamlMapping mapping => HasAssertions(mapping) || (mapping.Find("tests") is { } tests && HoldsChecks(tests.Value)),
        _ => false,
    };

    static bool HasAssertions(YamlMapping mapping) => mapping.Find("assert") is not null;

    static bool IsAssertion(YamlMapping mapping) =>
        mapping.Find("type") is { Value: YamlScalar { Text: var type } }
        && Grader.SupportOf(type) != AssertionSupport.Unknown
        && (mapping.Find("value") is not null || mapping.Find("threshold") is not null || mapping.Entries.Count == 1);

    /// <summary>Reports a check that would never run.</summary>
    public void Lose(FileReading file, string message, YamlNode at)
    {
        if (IsStrict)
        {
            file.Error(DiagnosticCodes.HiddenChecks, message, at);
        }
        else
        {
            file.LoseCheck(message, at);
        }
    }

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
            if (key is "assert" or "asserts" || HoldsChecks(entry.Value) || (meant is not null && s_checkKeys.Contains(meant)))
            {
                Lose(
                    reader.File,
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
