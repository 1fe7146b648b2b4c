using Ptm.Engine.Library.Reading;
using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Promptfoo;

/// <summary>Reads <c>defaultTest</c>, which stands in the config or in a file that it names.</summary>
internal static class DefaultTestReader
{
    /// <param name="config">The config.</param>
    /// <param name="reader">Reads cases in the config.</param>
    /// <param name="reached">Takes the file.</param>
    /// <returns>Null for none, and for one that cannot be read, which is reported.</returns>
    public static RawTestCase? Read(MappingReader config, TestCaseReader reader, List<string> reached)
    {
        switch (config.Node("defaultTest"))
        {
            case null:
                return null;
            case YamlMapping mapping:
                return reader.Read(new(mapping, config.File));
            case YamlScalar { Text: var text } scalar when text.StartsWith("file://", StringComparison.Ordinal):
                return DataFile.Read(scalar, config.File, reached) is { } read ? FromFile(read, config.File, reader) : null;
            case { } other:
                config.File.Error(DiagnosticCodes.InvalidValue, $"'defaultTest' takes a mapping or a file, as file://default.yaml, and this is {other.Kind}.", other);
                return null;
        }
    }

    static RawTestCase? FromFile(DataFile read, FileReading config, TestCaseReader reader)
    {
        RawTestCase? defaults = null;
        if (read.Root is YamlMapping mapping)
        {
            defaults = reader.In(read.Reading).Read(new(mapping, read.Reading));
        }
        else
        {
            read.Reading.Error(DiagnosticCodes.InvalidValue, $"A default test is a mapping, and this is {read.Root?.Kind ?? "empty"}.", read.Root);
        }

        read.Reading.CopyTo(config);
        return defaults;
    }
}
