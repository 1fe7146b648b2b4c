using System.Globalization;

namespace Ptm.Engine.Library.Sources.Csv;

internal enum CsvColumnKind
{
    Variable,
    Expected,
    ExpectedThreshold,
    Description,
    Prefix,
    Suffix,
    Threshold,
    Metric,
    Metadata,
    MetadataList,
    ProviderOutput,
    Ignored,
}

/// <summary>What a column of a file of test cases means, by its header.</summary>
/// <param name="Kind">What its fields are.</param>
/// <param name="Name">The variable, or the key of the metadata.</param>
/// <param name="Number">For a threshold, the expectation that it is for, from 0.</param>
internal sealed record CsvColumn(CsvColumnKind Kind, string Name, int Number = 0)
{
    const string Config = "__config:";
    const string Metadata = "__metadata:";
    const string Expected = "__expected";

    /// <summary>Headers with a meaning; the rest are variables.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [Expected, "__description", "__prefix", "__suffix", "__threshold", "__metric", Metadata, "__providerOutput", Config];

    /// <summary>Reads a header; null with what is wrong about it where it is none.</summary>
    public static CsvColumn? Read(string header, out string? flaw)
    {
        flaw = null;
        string name = header.Trim();
        switch (name)
        {
            case "__description":
                return new(CsvColumnKind.Description, name);
            case "__prefix":
                return new(CsvColumnKind.Prefix, name);
            case "__suffix":
                return new(CsvColumnKind.Suffix, name);
            case "__threshold":
                return new(CsvColumnKind.Threshold, name);
            case "__metric":
                return new(CsvColumnKind.Metric, name);
            case "__providerOutput":
                return new(CsvColumnKind.ProviderOutput, name);
            case "__metadata":
                return new(CsvColumnKind.Ignored, name);
        }

        if (IsExpected(name, out _))
        {
            return new(CsvColumnKind.Expected, name);
        }

        if (name.StartsWith(Metadata, StringComparison.Ordinal))
        {
            string key = name[Metadata.Length..];
            return key.EndsWith("[]", StringComparison.Ordinal) ? new(CsvColumnKind.MetadataList, key[..^2]) : new(CsvColumnKind.Metadata, key);
        }

        if (name.StartsWith(Config, StringComparison.Ordinal))
        {
            return OfConfig(name, out flaw);
        }

        // A header that differs by case or a letter alone would be a variable that checks nothing.
        if (name.StartsWith("__", StringComparison.Ordinal) && NearestName.Of(name.TrimEnd("0123456789".ToCharArray()), Known) is { } meant)
        {
            flaw = $"There is no column '{name}'. Did you mean '{meant}'? As a variable it would check nothing.";
            return null;
        }

        return new(CsvColumnKind.Variable, name);
    }

    static CsvColumn? OfConfig(string name, out string? flaw)
    {
        flaw = null;
        string[] parts = name.Split(':');
        if (parts is [_, var expected, "threshold"] && IsExpected(expected, out int number))
        {
            return new(CsvColumnKind.ExpectedThreshold, name, number);
        }

        flaw = $"'{name}' is no configuration of a column; one is __config:__expected1:threshold, and threshold is the only key.";
        return null;
    }

    // Expectations count in the order of the file; "__expected" alone is the first.
    static bool IsExpected(string name, out int number)
    {
        number = 0;
        if (!name.StartsWith(Expected, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> digits = name.AsSpan(Expected.Length);
        if (digits.IsEmpty)
        {
            return true;
        }

        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int written);
        number = written - 1;
        return isNumber && written > 0;
    }
}
