using System.Text.Json;
using Ptm.Xunit.Discovery;

namespace Ptm.Xunit.Tests;

public sealed class CaseSlugsTests
{
    [Theory]
    [InlineData("Names the refund window", "names-the-refund-window")]
    [InlineData("  -- 14 days?! (EU) ", "14-days-eu")]
    [InlineData("🎉👩‍👩‍👧", "")]
    [InlineData("tag=a&b|c", "tag-a-b-c")]
    [InlineData("a text of more than forty letters is cut where it has forty", "a-text-of-more-than-forty-letters-is-cut")]
    [InlineData("thirty-nine letters and then a hyphen  x", "thirty-nine-letters-and-then-a-hyphen-x")]
    public void A_slug_has_letters_digits_and_hyphens_alone(string text, string slug) => Assert.Equal(slug, CaseSlugs.Of(text));

    [Fact]
    public void In_a_prompt_a_slug_is_one_case_on_all_providers()
    {
        CaseSlugs slugs = new();
        string[] given =
        [
            .. new[] { Case("p", "1", "Greets", "echo"), Case("p", "1", "Greets", "app"), Case("p", "2", "greets!", "echo"), Case("p", "3", "greets 2", "echo"), Case("p", "4", "", "echo"), Case("p", "🎉", "🎉", "echo"), Case("p", "日本", "🎉", "echo"), Case("p", "6", "a text of more than forty letters is cut where it has forty", "echo"), Case("p", "7", "a text of more than forty letters is cut where it ends", "echo"), Case("q", "1", "Greets", "echo") }
                .Select(slugs.Of),
        ];

        Assert.Equal(["greets", "greets", "greets-2", "greets-2-2", "4", "case-793f7b49", "case-be56ce74", "a-text-of-more-than-forty-letters-is-cut", "a-text-of-more-than-forty-letters-is-c-2", "greets"], given);
    }

    static PlannedCase Case(string prompt, string id, string description, string provider) =>
        new(new() { Id = prompt, Text = "x" }, new() { Id = id, Description = description, Index = 0, Vars = JsonElement.Parse("{}") }, provider);
}
