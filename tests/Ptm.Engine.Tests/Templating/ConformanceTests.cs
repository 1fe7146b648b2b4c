using System.Text.Json;
using Ptm.Engine.Templating;

namespace Ptm.Engine.Tests.Templating;

/// <summary>The engine against npm nunjucks; the data says which version gave the answers.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Names() => new(ConformanceCase.All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_template_gives_what_nunjucks_gives(string name)
    {
        ConformanceCase test = ConformanceCase.All[name];
        using JsonDocument vars = JsonDocument.Parse(test.Vars);
        Func<string> render = () => Template.Parse(test.Template).Render(vars.RootElement, cancellationToken: TestContext.Current.CancellationToken);

        if (test.Wanted is null)
        {
            TemplateException exception = Assert.Throws<TemplateException>(render);
            Assert.True(exception.Diagnostic.Location is { Line: > 0, Column: > 0 });
        }
        else
        {
            Assert.Equal(test.Wanted, render());
        }
    }

    [Fact]
    public void Every_difference_from_nunjucks_has_a_reason_and_is_one()
    {
        foreach (ConformanceCase test in ConformanceCase.All.Values.Where(c => c.Differs is not null))
        {
            Assert.NotEmpty(test.Differs!);
            Assert.NotEqual(test.Expected, test.Ours);
        }
    }
}
