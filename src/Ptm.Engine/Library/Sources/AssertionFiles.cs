using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Grading;
using Ptm.Engine.Library.Reading;

namespace Ptm.Engine.Library.Sources;

/// <summary>Puts the contents of data files in the place of the <c>file://</c> that names them as an assertion's value, or as a text of its list. Files of code stay.</summary>
internal static class AssertionFiles
{
    /// <exception cref="PtmException">A file is missing or wrong, or holds no value that the assertion can use.</exception>
    public static RawTestCase Read(RawTestCase test, SourceFiles files) =>
        test.Assertions.Any(Names) ? test with { Assertions = Read(test.Assertions, files) } : test;

    static bool Names(Assertion assertion) =>
        assertion.Value switch
        {
            { ValueKind: JsonValueKind.String } text => IsData(text),
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Any(IsData),
            _ => false,
        }
        || assertion.Assertions.Any(Names);

    static IReadOnlyList<Assertion> Read(IReadOnlyList<Assertion> assertions, SourceFiles files) => [.. assertions.Select(assertion => Names(assertion) ? Read(assertion, files) : assertion)];

    static Assertion Read(Assertion assertion, SourceFiles files)
    {
        Assertion read = assertion with
        {
            Value = assertion.Value is { ValueKind: JsonValueKind.Array } list
                ? JsonSerializer.SerializeToElement(list.EnumerateArray().Select(item => Content(item, assertion, files)))
                : assertion.Value is { } value ? Content(value, assertion, files) : null,
            Assertions = Read(assertion.Assertions, files),
        };

        // What stands in the file is only now known to be a usable value.
        return Grader.Validate(read with { Assertions = assertion.Assertions }).FirstOrDefault() is { Code: DiagnosticCodes.InvalidValue } flaw ? throw new PtmException(flaw) : read;
    }

    static JsonElement Content(JsonElement value, Assertion assertion, SourceFiles files)
    {
        if (!IsData(value))
        {
            return value;
        }

        FileReference reference = FileReference.Parse(value.GetString()!, files.Folder);
        string path = File.Exists(reference.Pattern) ? reference.NativePattern : throw SourceFiles.Missing(reference, assertion.Location);
        return Verbatim(files.Value(path, assertion.Location), assertion);
    }

    // As in promptfoo, what comes from a file is no template.
    static JsonElement Verbatim(JsonElement value, Assertion assertion) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && AssertionValue.HasTemplate(value) => text.Contains("endraw", StringComparison.Ordinal)
            ? throw new PtmException(new Diagnostic(DiagnosticCodes.InvalidValue, DiagnosticSeverity.Error, "The file holds 'endraw' of a template, which cannot be compared with.", assertion.Location))
            : JsonSerializer.SerializeToElement($"{{% raw %}}{text}{{% endraw %}}"),
        JsonValueKind.Array when AssertionValue.HasTemplate(value) => JsonSerializer.SerializeToElement(value.EnumerateArray().Select(item => Verbatim(item, assertion))),
        _ => value,
    };

    static bool IsData(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && FileReference.Is(text) && text.AsSpan().IndexOfAny('\n', '\r') < 0 && !CodeReference.IsCode(text);
}
