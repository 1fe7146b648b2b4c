using System.Globalization;

namespace Ptm.Engine.Optimizing;

/// <summary>Scores as people read them.</summary>
internal static class Points
{
    public static string Of(double points) => points.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Signed(double points) => points.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}

/// <summary>Numbers with what they count.</summary>
internal static class Count
{
    public static string Of(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
