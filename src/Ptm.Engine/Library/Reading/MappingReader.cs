using System.Globalization;
using System.Text.Json;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads the keys of one mapping by name and type. Each wrong value is reported once, with its place; what nobody asked for is an unknown key.</summary>
internal sealed class MappingReader(YamlMapping mapping, FileReading file)
{
    public YamlMapping Mapping { get; } = mapping;

    public FileReading File { get; } = file;

    public SourceLocation Location => Mapping.In(File.Path);

    public YamlEntry? Entry(string key) => Mapping.Find(key);

    /// <summary>The value of a key; null when the key is missing or has no value.</summary>
    public YamlNode? Node(string key) =>
        Mapping.Find(key)?.Value is { } value and not YamlScalar { Type: YamlScalarType.Null } ? value : null;

    public JsonElement? Json(string key) => Node(key) is { } node ? YamlJson.ToJson(node, File.Path) : null;

    public string? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return scalar.Text;
            case { } other:
                Wrong(key, "text", other);
                return null;
        }
    }

    public double? Number(string key, double least = double.MinValue, double most = double.MaxValue)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalar { Type: YamlScalarType.Number } scalar
                when YamlCoreSchema.TryNumber(scalar.Text, out double number) && number >= least && number <= most:
                return number;
            case { } other:
                Wrong(key, Range(least, most), other);
                return null;
        }
    }

    /// <summary>True or false; a text that says one of them counts too.</summary>
    public bool? Flag(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalar { Text: "true" or "True" or "TRUE" }:
                return true;
            case YamlScalar { Text: "false" or "False" or "FALSE" }:
                return false;
            case { } other:
                Wrong(key, "true or false", other);
                return null;
        }
    }

    /// <summary>A whole number, from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int? Whole(string key, int least, int most = int.MaxValue)
    {
        if (Number(key, least, most) is not { } number)
        {
            return null;
        }

        if (number == Math.Floor(number))
        {
            return (int)number;
        }

        Wrong(key, "a whole number", Node(key)!);
        return null;
    }

    /// <summary>How often something is done, 1 or more. As in promptfoo, any other value says nothing; a warning tells.</summary>
    public int? Times(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalar { Type: YamlScalarType.Number } scalar
                when YamlCoreSchema.TryNumber(scalar.Text, out double number) && number is >= 1 and <= int.MaxValue && number == Math.Floor(number):
                return (int)number;
            case { } other:
                File.Warn(DiagnosticCodes.InvalidValue, $"'{key}' takes a whole number of 1 or more, and this is {other.Kind}; it is passed over.", other);
                return null;
        }
    }

    public decimal? Money(string key)
    {
        if (Number(key, 0) is null || Node(key) is not YamlScalar scalar)
        {
            return null;
        }

        if (decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal money))
        {
            return money;
        }

        Wrong(key, "an amount in USD", scalar);
        return null;
    }

    /// <summary>A list of text; one text alone is a list of one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlScalar scalar:
                return [scalar.Text];
            case YamlSequence sequence when sequence.Items.TrueForAll(item => item is YamlScalar):
                return [.. sequence.Items.Cast<YamlScalar>().Select(item => item.Text)];
            case { } other:
                Wrong(key, "a list of text", other);
                return [];
        }
    }

    public YamlSequence? Sequence(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlSequence sequence:
                return sequence;
            case { } other:
                Wrong(key, "a list", other);
                return null;
        }
    }

    public MappingReader? Child(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMapping child:
                return new(child, File);
            case { } other:
                Wrong(key, "a mapping", other);
                return null;
        }
    }

    /// <summary>The mappings in a list; an item of another kind is reported.</summary>
    public IEnumerable<MappingReader> Children(string key)
    {
        foreach (YamlNode item in Sequence(key)?.Items ?? [])
        {
            if (item is YamlMapping child)
            {
                yield return new(child, File);
            }
            else
            {
                Wrong(key, "a list of mappings", item);
            }
        }
    }

    /// <summary>Reports every key outside <paramref name="known"/> as an error with the nearest valid one.</summary>
    public void RefuseOtherKeys(string of, IReadOnlyCollection<string> known)
    {
        foreach (YamlEntry entry in Mapping.Entries)
        {
            if (!known.Contains(entry.Key.Text))
            {
                File.Error(DiagnosticCodes.UnknownKey, $"{of} has no key '{entry.Key.Text}'. {NearestName.Hint(entry.Key.Text, known)}", entry.Key);
            }
        }
    }

    public void Wrong(string key, string expected, YamlNode found) =>
        File.Error(DiagnosticCodes.InvalidValue, $"'{key}' takes {expected}, and this is {found.Kind}.", found);

    static string Range(double least, double most) => (least, most) switch
    {
        (double.MinValue, double.MaxValue) => "a number",
        (_, double.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"a number of {least} or more"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
    };
}
