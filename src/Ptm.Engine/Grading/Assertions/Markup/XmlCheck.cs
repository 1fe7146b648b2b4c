using System.Text.Json;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary><c>is-xml</c> (the whole output) and <c>contains-xml</c> (elements somewhere in it), with paths that must be there if a value is given.</summary>
internal sealed class XmlCheck(bool whole) : InstantCheck
{
    const string RequiredElements = "requiredElements";

    public override string? Flaw(Assertion assertion, JsonElement? value, bool hasValue) =>
        value is { } known && Read(known, out string? flaw) is null ? flaw : null;

    protected override Verdict Run(CheckInput input)
    {
        IReadOnlyList<string> paths = input.Value.ValueKind == JsonValueKind.Undefined ? [] : Read(input.Value, out _)!;
        (MarkupElement? document, string? fault) = whole ? XmlText.Read(input.Text) : (XmlFragments.Find(input.Text), null);
        bool isXml = document is { Children.Count: > 0 };
        string[] missing = isXml ? [.. paths.Where(path => !ElementPath.Leads(path, document!))] : [];
        string expected = (whole ? "to be an XML document" : "to contain XML") + (paths.Count == 0 ? "" : $" with {Quote.List(paths)}");
        string why = fault is not null ? $": {Quote.Cut(fault)}" : missing.Length > 0 ? $" without {Quote.List(missing)}" : "";
        return Verdict.Of(isXml && missing.Length == 0, input.Inverted, $"{input.Expected}{expected}, found {Quote.Of(input.Text)}{why}");
    }

    static IReadOnlyList<string>? Read(JsonElement value, out string? flaw)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Read(value.GetString()!.Split(',', StringSplitOptions.TrimEntries), out flaw);
            case JsonValueKind.Array:
                return ReadList(value, out flaw);
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    if (member.Name != RequiredElements)
                    {
                        flaw = $"knows {RequiredElements}, not \"{Quote.Cut(member.Name)}\"";
                        return null;
                    }
                }

                flaw = null;
                return !value.TryGetProperty(RequiredElements, out JsonElement list) ? []
                    : list.ValueKind == JsonValueKind.Array ? ReadList(list, out flaw)
                    : Fail($"needs a list of paths as {RequiredElements}", out flaw);
            default:
                return Fail($"needs a path such as root.child, a list of paths, or {{{RequiredElements}: […]}} as its value", out flaw);
        }
    }

    static IReadOnlyList<string>? ReadList(JsonElement list, out string? flaw) =>
        list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)
            ? Fail("needs paths as texts in its list", out flaw)
            : Read([.. list.EnumerateArray().Select(item => item.GetString()!)], out flaw);

    static IReadOnlyList<string>? Read(string[] paths, out string? flaw)
    {
        flaw = null;
        return Array.Find(paths, path => path.Split('.').Any(string.IsNullOrWhiteSpace)) is { } empty
            ? Fail($"has the path \"{Quote.Cut(empty)}\", in which a name is missing", out flaw)
            : paths;
    }

    static IReadOnlyList<string>? Fail(string message, out string? flaw)
    {
        flaw = message;
        return null;
    }
}
