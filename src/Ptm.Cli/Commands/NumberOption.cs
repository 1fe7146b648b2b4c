using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Ptm.Cli.Commands;

/// <summary>Options that take a number within a range. Whatever the machine's culture, it is written with a point.</summary>
internal static class NumberOption
{
    public static Option<T?> Create<T>(string name, string description, string helpName, T least, T? most = null, bool withoutEnds = false)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) && T.IsFinite(number) && number >= least && (most is null || number <= most) && !(withoutEnds && (number == least || number == most)))
                {
                    return number;
                }

                string kind = typeof(T) == typeof(int) ? "a whole number" : "a number";
                string range = withoutEnds ? string.Create(CultureInfo.InvariantCulture, $"{kind} above {least} and below {most}") : most is null ? string.Create(CultureInfo.InvariantCulture, $"{kind}, {least} or more") : string.Create(CultureInfo.InvariantCulture, $"{kind} from {least} to {most}");
                result.AddError($"{name} takes {range}, and '{text}' was given.");
                return null;
            },
        };
}
