using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Ptm.Engine.Grading.Kpis.Values;

/// <summary>A case's variables as values of expressions.</summary>
internal static class JsonValues
{
    // Longer than the largest whole number that is allowed.
    const int MaxDigits = 1_300;

    public static KpiValue Of(JsonElement element, Meter meter)
    {
        try
        {
            return Of(element, meter, depth: 0);
        }
        catch (InvalidOperationException error) when (error is not KpiFault)
        {
            // Half of a surrogate pair can be escaped in JSON, and is no text.
            throw new KpiFault("a variable is no valid text");
        }
    }

    static KpiValue Of(JsonElement element, Meter meter, int depth)
    {
        meter.Charge(1);
        if (depth > KpiLimits.MaxDepth)
        {
            throw new KpiFault($"the variables are nested more than {KpiLimits.MaxDepth} deep");
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Dictionary<string, KpiValue> members = new(StringComparer.Ordinal);
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    members[member.Name] = Of(member.Value, meter, depth + 1);
                }

                return new KpiMap(members);
            case JsonValueKind.Array:
                return new KpiList([.. element.EnumerateArray().Select(item => Of(item, meter, depth + 1))]);
            case JsonValueKind.String:
                return new KpiText(element.GetString()!);
            case JsonValueKind.Number:
                return Number(element.GetRawText());
            case JsonValueKind.True or JsonValueKind.False:
                return KpiBool.Of(element.ValueKind == JsonValueKind.True);
            default:
                return KpiNone.Value;
        }
    }

    static KpiValue Number(string text) =>
        text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? Values.Number.Of(double.Parse(text, CultureInfo.InvariantCulture))
        : text.Length > MaxDigits ? throw new KpiFault($"a variable is a whole number of more than {MaxDigits} digits")
        : Values.Number.Of(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}
