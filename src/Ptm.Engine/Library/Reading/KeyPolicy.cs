using Ptm.Engine.Grading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>
/// What an unknown key means. In our own files it is an error. In a promptfoo config it is a warning, as promptfoo passes it over in silence,
/// unless it looks like a slip of a key that holds checks: then a check would be lost, and the cases that it belongs to are errors.
/// What aliases take from an unknown key is not lost.
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

    /// <summary>Whether a name is one of a table's columns of assertions, which only a table has.</summary>
    public static bool IsExpectation(string name) => name.StartsWith("__expected", StringComparison.Ordinal);

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

    /// <param name="reader">The mapping.</param>
    /// <param name="of">What the mapping is, for messages.</param>
    /// <param name="known">The keys that it has.</param>
    /// <param name="belongs">Where a key belongs that checks something elsewhere and nothing here; null for any other.</param>
    /// <param name="isTop">Whether this is the top of a file, where parts stand that aliases use.</param>
    public void Check(MappingReader reader, string of, IReadOnlyCollection<string> known, Func<string, string?>? belongs = null, bool isTop = false)
    {
        foreach (YamlEntry entry in reader.Mapping.Entries)
        {
            string key = entry.Key.Text;
            if (known.Contains(key))
            {
                continue;
            }

            string? meant = NearestName.Of(key, known);
            string? place = key == "assert" ? "It belongs into a test case, or into 'defaultTest' for all of them." : belongs?.Invoke(key);
            if (!IsStrict && Shares(reader.File, of, entry, meant, isTop))
            {
                continue;
            }

            if (place is not null || key == "asserts" || HoldsChecks(entry.Value) || (meant is not null && s_checkKeys.Contains(meant)))
            {
                Lose(
                    reader.File,
                    $"{of} has no key '{key}', so what it checks would never run. {place ?? NearestName.Hint(key, known)}",
                    entry.Key);
            }
            else if (IsStrict)
            {
                reader.File.Error(DiagnosticCodes.UnknownKey, $"{of} has no key '{key}'. {NearestName.Hint(key, known)}", entry.Key);
            }
            else
            {
                reader.File.Warn(DiagnosticCodes.UnknownKeyIgnored, $"{of} has no key '{key}'; it is passed over. {DidYouMean(meant)}".TrimEnd(), entry.Key);
            }
        }
    }

    // What a mapping below the top shares may still have been meant for that very case; a key that begins with x- or a dot says that it was not.
    static bool Shares(FileReading file, string of, YamlEntry entry, string? meant, bool isTop)
    {
        string key = entry.Key.Text;
        bool isExtension = key.StartsWith("x-", StringComparison.Ordinal) || key.StartsWith('.');
        if (entry.IsShared && (isTop || isExtension))
        {
            if (!isExtension)
            {
                file.Warn(DiagnosticCodes.UnknownKeyIgnored, $"{of} has no key '{key}'; it is passed over, save for what aliases take from it. {DidYouMean(meant)}".TrimEnd(), entry.Key);
            }

            return true;
        }

        if (isExtension && isTop && HoldsChecks(entry.Value))
        {
            file.Warn(DiagnosticCodes.HiddenChecks, $"'{key}' holds checks that no alias takes from it, so they never run.", entry.Key);
            return true;
        }

        return false;
    }

    static string DidYouMean(string? meant) => meant is null ? "" : $"Did you mean '{meant}'?";
}
