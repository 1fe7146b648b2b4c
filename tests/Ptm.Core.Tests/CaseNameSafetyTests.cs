using System.Xml;

namespace Ptm.Core.Tests;

public sealed class CaseNameSafetyTests
{
    static readonly char[] s_awkward =
    [
        '\0', '\a', '\t', '\n', '\r', '\e', ' ', 'a', '\u0085', '\u00ad', '\u0301', '\u200d', '\u2028', '\u202e', '\u2066',
        '\ud83d', '\udbff', '\udc69', '\udffe', '\ufdd0', '\ufeff', '\ufffd', '\ufffe', '\uffff',
    ];

    [Fact]
    public void Whatever_a_file_says_a_name_is_one_line_of_bounded_length_that_an_XML_report_can_hold()
    {
        foreach (string text in from first in s_awkward from second in s_awkward from third in s_awkward select $"{first}{second}{third}x{first}{third}")
        {
            string name = CaseName.OneLine(text, 30);

            Assert.True(name.Length <= 30, name);
            XmlConvert.VerifyXmlChars(name);
            Assert.DoesNotContain(name, unit => char.IsControl(unit) || unit is '\u2028' or '\u202e' or '\u2066');
        }
    }
}
