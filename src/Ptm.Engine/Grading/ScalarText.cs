using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Grading;

/// <summary>Scalars as JavaScript writes them: <c>3.0</c> is <c>3</c>.</summary>
internal static class ScalarText
{
    /// <summary>Null for a list, an object and null.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Of(value.GetDouble()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static string Of(double number)
    {
        if (number == Math.Truncate(number) && Math.Abs(number) < 1e21)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture) is "-0" ? "0" : number.ToString("F0", CultureInfo.InvariantCulture);
        }

        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal)
            ? Math.Abs(number) is >= 1e-6 and < 1
                ? number.ToString("0.####################", CultureInfo.InvariantCulture)
                : text.Replace("E+", "e+", StringComparison.Ordinal).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal)
            : text;
    }
}
