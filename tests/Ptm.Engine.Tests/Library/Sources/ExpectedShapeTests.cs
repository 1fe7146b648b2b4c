using System.Text.RegularExpressions;
using Ptm.Engine.Library.Sources.Csv;

namespace Ptm.Engine.Tests.Library.Sources;

public sealed partial class ExpectedShapeTests
{
    static readonly string[] s_pieces = ["not-", "trajectory", "trajectory:", "contains", "a", "z9", "-", "(", ")", ":", " ", "\n", "0.5", "É", "X", "_"];

    [Fact]
    public void A_cell_has_the_shape_that_its_grammar_says()
    {
#pragma warning disable CA5394 // The same samples each time, and no secrets.
        Random random = new(20_261_125);
        int shaped = 0;
        for (int round = 0; round < 100_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => s_pieces[random.Next(s_pieces.Length)])).Trim();
            if (text.Length > 0)
            {
                ExpectedShape? expected = Expected(text);
                Assert.Equal(expected, ExpectedShape.Of(text));
                shaped += expected is null ? 0 : 1;
            }
        }
#pragma warning restore CA5394

        Assert.InRange(shaped, 10_000, 90_000);
    }

    static ExpectedShape? Expected(string text) => Grammar().Match(text) is { Success: true } match
        ? new(match.Groups["type"].Value, Of(match.Groups["threshold"]), Of(match.Groups["value"])?.Trim())
        : null;

    static string? Of(Group group) => group.Success ? group.Value : null;

    [GeneratedRegex(@"\A(?<type>(?:not-)?trajectory:[a-z-]+|[a-z][a-z0-9-]*)(?:\((?<threshold>[^()\n]*)\))?(?::(?<value>[\s\S]*))?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
