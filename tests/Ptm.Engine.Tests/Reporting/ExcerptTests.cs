using System.Xml;
using CsCheck;
using Ptm.Engine.Reporting;

namespace Ptm.Engine.Tests.Reporting;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "0123456789… (1 more characters)")]
    [InlineData("a\r\nb\rc\td", "a\nb\nc\td")]
    [InlineData("\e[31mred\0", "\\u001B[31mred\\u0000")]
    [InlineData("12345678🎉🎉", "12345678🎉… (2 more characters)")]
    [InlineData("1234567👩‍👩‍👧", "1234567… (8 more characters)")]
    public void A_text_is_cut_between_two_characters_that_a_reader_sees(string text, string expected) =>
        Assert.Equal(expected, Excerpt.Of(text, 10));

    // Metadata holds no lone surrogate, so no InlineData either.
    [Fact]
    public void A_lone_surrogate_is_spelled_out() =>
        Assert.Equal("half \\uD83D", Excerpt.Of("half \ud83d", 10));

    [Fact]
    public void Thousands_are_grouped() =>
        Assert.Equal("x… (1,234 more characters)", Excerpt.Of(new('x', 1_235), 1));

    [Fact]
    public void Whatever_a_model_answers_fits_into_an_XML_report() =>
        Gen.OneOf(Gen.Char, Gen.Char['\ud800', '\udfff'], Gen.Char['\0', ' '], Gen.Char['\ufff0', '\uffff']).Array[0, 60].Sample(text =>
        {
            string excerpt = Excerpt.Of(new(text), 30);
            XmlConvert.VerifyXmlChars(excerpt);
            Assert.DoesNotContain(excerpt, unit => char.IsControl(unit) && unit is not ('\n' or '\t'));
        });
}
