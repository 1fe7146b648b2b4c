using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>Puts the contents of data files in the place of the <c>file://</c> that names them in a case's variables. Files of code stay, to be called when the case runs.</summary>
internal static class VariableFiles
{
    /// <summary>A variable that is a pattern becomes the list of the files it matches, so that the case stands for one case a file.</summary>
    /// <exception cref="PtmException">No file matches.</exception>
    public static RawTestCase ExpandPatterns(RawTestCase test, SourceFiles files) =>
        test.Vars.EnumerateObject().Any(property => IsPattern(property.Value, files.Folder))
            ? test with { Vars = Rewrite(test.Vars, (writer, value) => Expand(writer, value, test, files)) }
            : test;

    /// <summary>The case with the contents of its variables' files.</summary>
    /// <exception cref="PtmException">A file is missing or wrong.</exception>
    public static RawTestCase Read(RawTestCase test, SourceFiles files) =>
        test.Vars.EnumerateObject().Any(property => IsFile(property.Value))
            ? test with { Vars = Rewrite(test.Vars, (writer, value) => Read(writer, value, test, files)) }
            : test;

    static void Expand(Utf8JsonWriter writer, JsonElement value, RawTestCase test, SourceFiles files)
    {
        if (!IsPattern(value, files.Folder))
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        foreach (string path in SourceFiles.Find(FileReference.Parse(value.GetString()!.TrimEnd(), files.Folder), test.Location))
        {
            writer.WriteStringValue(FileReference.Scheme + path);
        }

        writer.WriteEndArray();
    }

    static void Read(Utf8JsonWriter writer, JsonElement value, RawTestCase test, SourceFiles files)
    {
        if (!IsFile(value))
        {
            value.WriteTo(writer);
            return;
        }

        FileReference reference = FileReference.Parse(value.GetString()!.TrimEnd(), files.Folder);
        if (CodeReference.IsCode(reference.Written))
        {
            writer.WriteStringValue(FileReference.Scheme + reference.Pattern);
            return;
        }

        files.Variable(SourceFiles.Find(reference, test.Location)[0], test.Location).WriteTo(writer);
    }

    static JsonElement Rewrite(JsonElement vars, Action<Utf8JsonWriter, JsonElement> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in vars.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                write(writer, property.Value);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    static bool IsFile(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text
        && FileReference.Is(text);

    static bool IsPattern(JsonElement value, string folder) => IsFile(value) && FileReference.Parse(value.GetString()!.TrimEnd(), folder).IsGlob;
}
