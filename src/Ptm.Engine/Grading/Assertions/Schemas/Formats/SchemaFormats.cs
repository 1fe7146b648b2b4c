using System.Collections.Frozen;
using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>The formats that a schema may ask for, read as promptfoo's validator reads them. A text format lets numbers pass, and a number format texts.</summary>
internal static class SchemaFormats
{
    static readonly FrozenDictionary<string, Func<JsonElement, bool>> s_formats = new Dictionary<string, Func<JsonElement, bool>>
    {
        ["date"] = Text(text => DateFormats.IsDate(text)),
        ["time"] = Text(text => DateFormats.IsTime(text, needsOffset: true)),
        ["date-time"] = Text(text => DateFormats.IsDateTime(text, needsOffset: true)),
        ["iso-time"] = Text(text => DateFormats.IsTime(text, needsOffset: false)),
        ["iso-date-time"] = Text(text => DateFormats.IsDateTime(text, needsOffset: false)),
        ["duration"] = Text(text => DurationFormat.Matches(text)),
        ["email"] = Text(text => HostFormats.IsEmail(text)),
        ["hostname"] = Text(text => HostFormats.IsHostName(text)),
        ["ipv4"] = Text(text => AddressFormats.IsIpv4(text, leadingZeros: false)),
        ["ipv6"] = Text(text => AddressFormats.IsIpv6(text, leadingZeros: false)),
        ["uri"] = Text(text => UriFormats.IsUri(text)),
        ["uri-reference"] = Text(text => UriFormats.IsReference(text)),
        ["uri-template"] = Text(text => UriTemplateFormat.Matches(text)),
        ["url"] = Text(text => WebAddressFormat.Matches(text)),
        ["uuid"] = Text(text => TextFormats.IsUuid(text)),
        ["regex"] = Text(TextFormats.IsPattern),
        ["byte"] = Text(text => TextFormats.IsBase64(text)),
        ["json-pointer"] = Text(text => PointerFormats.IsPointer(text)),
        ["json-pointer-uri-fragment"] = Text(text => PointerFormats.IsFragment(text)),
        ["relative-json-pointer"] = Text(text => PointerFormats.IsRelative(text)),
        ["int32"] = Number(number => Math.Floor(number) == number && number is >= int.MinValue and <= int.MaxValue),
        ["int64"] = Number(number => Math.Floor(number) == number),
        ["float"] = _ => true,
        ["double"] = _ => true,
        ["password"] = _ => true,
        ["binary"] = _ => true,
        ["idn-email"] = Library(Json.Schema.Formats.IdnEmail),
        ["idn-hostname"] = Library(Json.Schema.Formats.IdnHostname),
        ["iri"] = Library(Json.Schema.Formats.Iri),
        ["iri-reference"] = Library(Json.Schema.Formats.IriReference),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => s_formats.Keys;

    public static bool Knows(string name) => s_formats.ContainsKey(name);

    /// <summary>Whether a value has a format; one that is not known says nothing.</summary>
    public static bool Matches(string name, JsonElement value) => !s_formats.TryGetValue(name, out Func<JsonElement, bool>? format) || format(value);

    static Func<JsonElement, bool> Text(Func<string, bool> matches) => value => value.ValueKind != JsonValueKind.String || matches(value.GetString()!);

    // What is no finite number is none for promptfoo's validator, and a format of numbers does not look at it.
    static Func<JsonElement, bool> Number(Func<double, bool> matches) =>
        value => value.ValueKind != JsonValueKind.Number || !double.IsFinite(value.GetDouble()) || matches(value.GetDouble());

    static Func<JsonElement, bool> Library(Json.Schema.Format format) => value => format.Validate(value, out _);
}
