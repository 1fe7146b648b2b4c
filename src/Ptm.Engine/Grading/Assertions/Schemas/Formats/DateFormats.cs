namespace Ptm.Engine.Grading.Assertions.Schemas.Formats;

/// <summary>Dates and times of RFC 3339, with the shorter offsets of ISO 8601 (<c>+0200</c>, <c>+02</c>) and with any white space for the T.</summary>
internal static class DateFormats
{
    const int DateLength = 10;
    const int MinutesOfDay = 24 * 60;

    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        int year = Letters.Number(text[..4], 4, 4);
        int month = Letters.Number(text[5..7], 2, 2);
        int day = Letters.Number(text[8..], 2, 2);
        return year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= Days(year, month);
    }

    public static bool IsDateTime(ReadOnlySpan<char> text, bool needsOffset) =>
        text.Length > DateLength
        && (text[DateLength] is 'T' or 't' || Letters.IsSpace(text[DateLength]))
        && IsDate(text[..DateLength])
        && IsTime(text[(DateLength + 1)..], needsOffset);

    public static bool IsTime(ReadOnlySpan<char> text, bool needsOffset)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
        {
            return false;
        }

        int hour = Letters.Number(text[..2], 2, 2);
        int minute = Letters.Number(text[3..5], 2, 2);
        int second = Letters.Number(text[6..8], 2, 2);
        ReadOnlySpan<char> rest = text[8..];
        if (rest is ['.', ..])
        {
            int digits = Letters.CountDigits(rest[1..]);
            if (digits == 0)
            {
                return false;
            }

            rest = rest[(digits + 1)..];
        }

        return hour is >= 0 and <= 23
            && minute is >= 0 and <= 59
            && second is >= 0 and <= 60
            && TryOffset(rest, needsOffset, out int offset)
            && (second < 60 || IsLastMinuteOfDay((hour * 60) + minute - offset));
    }

    // Leap seconds are put in at the end of a day of universal time.
    static bool IsLastMinuteOfDay(int minutes) => ((minutes % MinutesOfDay) + MinutesOfDay) % MinutesOfDay == MinutesOfDay - 1;

    static bool TryOffset(ReadOnlySpan<char> text, bool needed, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty)
        {
            return !needed;
        }

        if (text is ['Z'] or ['z'])
        {
            return true;
        }

        if (text is not ['+' or '-', _, _, ..])
        {
            return false;
        }

        int hours = Letters.Number(text[1..3], 2, 2);
        ReadOnlySpan<char> rest = text[3..];
        int part = rest.IsEmpty ? 0 : Letters.Number(rest[0] == ':' ? rest[1..] : rest, 2, 2);
        minutes = ((hours * 60) + part) * (text[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 23 && part is >= 0 and <= 59;
    }

    // The calendar of the standard begins with the year 0, which is none of DateTime's.
    static int Days(int year, int month) => month == 2
        ? year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        : month is 4 or 6 or 9 or 11 ? 30 : 31;
}
