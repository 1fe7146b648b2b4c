namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>Durations of ISO 8601 in whole numbers: <c>P1Y2M3DT4H5M6S</c> with any of its parts, or <c>P1W</c>.</summary>
internal static class DurationFormat
{
    public static bool Matches(ReadOnlySpan<char> text)
    {
        if (text is not ['P', ..])
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[1..];
        int weeks = Letters.CountDigits(rest);
        if (weeks > 0 && rest[weeks..] is "W")
        {
            return true;
        }

        int time = rest.IndexOf('T');
        return time < 0
            ? !rest.IsEmpty && Parts(rest, "YMD")
            : Parts(rest[..time], "YMD") && time + 1 < rest.Length && Parts(rest[(time + 1)..], "HMS");
    }

    static bool Parts(ReadOnlySpan<char> text, ReadOnlySpan<char> units)
    {
        while (!text.IsEmpty)
        {
            int digits = Letters.CountDigits(text);
            int unit = digits > 0 && digits < text.Length ? units.IndexOf(text[digits]) : -1;
            if (unit < 0)
            {
                return false;
            }

            units = units[(unit + 1)..];
            text = text[(digits + 1)..];
        }

        return true;
    }
}
