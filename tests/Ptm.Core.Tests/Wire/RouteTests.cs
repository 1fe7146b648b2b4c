namespace Ptm.Core.Tests.Wire;

public sealed class RouteTests
{
    [Theory]
    [InlineData("support.refund")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    [InlineData("it's \"quoted\" & <b>?x=1#y;z")]
    [InlineData("emoji 🦓 ü")]
    [InlineData("%")]
    [InlineData("...")]
    [InlineData(" ")]
    [InlineData("a+b")]
    [InlineData("\u0001")]
    public void Any_id_comes_back_as_it_went(string id)
    {
        PtmRoute route = PtmRoutes.Default[PtmOperations.GetPromptVersion];

        // What a Uri makes of the path is what goes over the wire.
        Uri url = new(new Uri("http://localhost:1"), route.Bind(id, "3"));

        Assert.True(route.TryMatch(url.PathAndQuery + "?x=%2f", out IReadOnlyList<string> values));
        Assert.Equal([id, "3"], values);
        Assert.False(PtmRoutes.Default[PtmOperations.GetPrompt].TryMatch(url.PathAndQuery, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void An_id_that_a_path_would_lose_is_refused(string id)
    {
        PtmException e = Assert.Throws<PtmException>(() => PtmRoutes.Default[PtmOperations.GetPrompt].Bind(id));

        Assert.Equal(422, e.Status);
    }

    [Fact]
    public void An_id_that_is_no_unicode_is_refused()
    {
        PtmException e = Assert.Throws<PtmException>(() => PtmRoutes.Default[PtmOperations.GetPrompt].Bind("a\ud800"));

        Assert.Contains("\\uD800", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/prompts/%")]
    [InlineData("/api/v1/prompts/%zz")]
    [InlineData("/api/v1/prompts/%ff")]
    [InlineData("/api/v1/prompts/")]
    [InlineData("/api/v1/prompts")]
    [InlineData("")]
    public void A_target_that_cannot_be_decoded_matches_nothing(string target)
    {
        Assert.False(PtmRoutes.Default[PtmOperations.GetPrompt].TryMatch(target, out _));
    }

    [Fact]
    public void A_target_with_its_origin_matches()
    {
        Assert.True(PtmRoutes.Default[PtmOperations.GetPrompt].TryMatch("http://host:1/API/v1/prompts/a%2Fb?x=/y", out IReadOnlyList<string> values));
        Assert.Equal(["a/b"], values);
    }

    [Fact]
    public void Routes_are_replaced_by_operation()
    {
        PtmRoutes routes = PtmRoutes.Default.With(new Dictionary<string, string>
        {
            ["get_prompt_tests"] = "/v2/prompt/{id}/cases",
            ["list_prompts"] = "POST /v2/search",
            ["get_prompt"] = "/v2/prompt?id={id}",
        });

        Assert.Equal("/v2/prompt/a%2Fb/cases", routes[PtmOperations.GetPromptTests].Bind("a/b"));
        Assert.Equal("POST /v2/search", routes[PtmOperations.ListPrompts].ToString());
        Assert.Equal("/v2/prompt?id=a%26b", routes[PtmOperations.GetPrompt].Bind("a&b"));
        Assert.Equal("/api/v1/prompts", PtmRoutes.Default[PtmOperations.ListPrompts].Template);
    }

    [Theory]
    [InlineData("get_promt", "/x/{id}", "no operation 'get_promt'")]
    [InlineData("get_prompt", "/x", "its parameters are {id}")]
    [InlineData("get_prompt", "/x/{id}/{id}", "its parameters are {id}")]
    [InlineData("get_prompt", "https://evil/{id}", "begins with one '/'")]
    [InlineData("get_prompt", "//evil/{id}", "begins with one '/'")]
    [InlineData("get_prompt", "FETCH /x/{id}", "its method is none of")]
    [InlineData("get_prompt", "/x/{id}}", "a brace stands alone")]
    [InlineData("list_prompts", "/x/{id}", "it has no parameters")]
    public void A_replacement_that_cannot_be_used_is_refused(string operation, string template, string expected)
    {
        PtmException e = Assert.Throws<PtmException>(() => PtmRoutes.Default.With(new Dictionary<string, string> { [operation] = template }));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
