using System.Net;
using System.Text;
using System.Text.Json;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Tests.Providers;

public sealed class ApiKeyTests
{
    const string Value = "sk+canary/0123 <456>&\"789\"=";

    static readonly ApiKey s_key = new(Value);

    public static TheoryData<string> Repetitions =>
    [
        Value,
        $"Bearer {Value}",
        $"https://user:{Uri.EscapeDataString(Value)}@host/?key={WebUtility.UrlEncode(Value)}",
        JsonSerializer.Serialize(Value),
        WebUtility.HtmlEncode(Value),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Value)),
        Base64(Value),
        Base64("a:" + Value),
        Base64("ab:" + Value),
        Base64("user:" + Value + ":more"),
        Base64("user:" + Value + "x").Replace('+', '-').Replace('/', '_'),
    ];

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void A_key_is_found_and_taken_out_however_it_is_spelled(string repetition)
    {
        Assert.True(s_key.IsIn($"it is {repetition}, is it not?"));
        Assert.DoesNotContain("canary", Decoded(s_key.TakenOutOf(repetition)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_is_no_secret() => Assert.Equal("a fox", new ApiKey("x").TakenOutOf("a fox"));

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // What is left of Base64 or hexadecimal digits may still be read.
    static string Decoded(string text)
    {
        StringBuilder all = new(text);
        foreach (string piece in text.Split(["***"], StringSplitOptions.None))
        {
            foreach (int start in (int[])[0, 1, 2, 3])
            {
                string digits = piece[Math.Min(start, piece.Length)..].Replace('-', '+').Replace('_', '/').TrimEnd('=');
                digits = digits[..(digits.Length / 4 * 4)];
                byte[] bytes = new byte[digits.Length];
                all.Append(Convert.TryFromBase64String(digits, bytes, out int written) ? Encoding.UTF8.GetString(bytes, 0, written) : "");
            }
        }

        return all.ToString();
    }
}
