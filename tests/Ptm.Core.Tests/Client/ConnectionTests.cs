namespace Ptm.Core.Tests.Client;

/// <summary>The environment is the process's, so these run one at a time.</summary>
[Collection("environment")]
public sealed class ConnectionTests : IDisposable
{
    static readonly string[] s_names = [PtmConnection.BaseUrlVariable, PtmConnection.TokenVariable, PtmConnection.SslVerifyVariable, PtmRoutes.EnvironmentVariable];

    readonly string?[] _before = [.. s_names.Select(Environment.GetEnvironmentVariable)];

    public void Dispose()
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            Environment.SetEnvironmentVariable(s_names[i], _before[i]);
        }
    }

    [Fact]
    public void Without_an_address_there_is_no_server()
    {
        Set(null, "t");

        Assert.Null(PtmConnection.FromEnvironment());
    }

    [Fact]
    public void The_environment_names_server_token_and_check()
    {
        Set(" https://ptm.example.com/base ", "secret-token", "FALSE");

        PtmConnection connection = PtmConnection.FromEnvironment()!;

        Assert.Equal((new Uri("https://ptm.example.com/base"), "secret-token", false), (connection.BaseUrl, connection.Token, connection.VerifySsl));
        Assert.DoesNotContain("secret-token", connection.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ptm.example.com", "t", null, "PTM_API_BASE_URL is no absolute address")]
    [InlineData("ftp://ptm.example.com", "t", null, "PTM_API_BASE_URL is no http or https address")]
    [InlineData("https://me:hunter2@ptm.example.com", "t", null, "an address with a user or password")]
    [InlineData("https://ptm.example.com?x=1", "t", null, "an address with a query")]
    [InlineData("https://ptm.example.com", null, null, "PTM_API_TOKEN is not set")]
    [InlineData("https://ptm.example.com", "two words", null, "PTM_API_TOKEN holds white space")]
    [InlineData("https://ptm.example.com", "t", "maybe", "PTM_SSL_VERIFY is true or false")]
    public void What_cannot_be_used_says_so_without_quoting_it(string? url, string? token, string? verify, string expected)
    {
        Set(url, token, verify);

        PtmException e = Assert.Throws<PtmException>(() => PtmConnection.FromEnvironment());

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_come_from_the_environment_as_json_or_as_a_file()
    {
        using TempFolder folder = new();
        Environment.SetEnvironmentVariable(PtmRoutes.EnvironmentVariable, """{"get_run": "/v2/runs/{key}"}""");
        Assert.Equal("/v2/runs/{key}", PtmRoutes.FromEnvironment()[PtmOperations.GetRun].Template);

        Environment.SetEnvironmentVariable(PtmRoutes.EnvironmentVariable, folder.Write("routes.json", """{"get_run": "/v3/runs/{key}"}"""));
        Assert.Equal("/v3/runs/{key}", PtmRoutes.FromEnvironment()[PtmOperations.GetRun].Template);

        Environment.SetEnvironmentVariable(PtmRoutes.EnvironmentVariable, folder.Combine("none.json"));
        Assert.Contains("PTM_API_ROUTES", Assert.Throws<PtmException>(PtmRoutes.FromEnvironment).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused_unless_the_check_is_off_which_is_told_once()
    {
        await using PlayedTlsServer server = new();
        PtmConnection connection = new(server.Url, "secret-token");
        List<string> warnings = [];
        PtmClientOptions Options() => new() { OnWarning = warnings.Add, MaxAttempts = 1, Routes = PtmRoutes.Default };

        using PtmClient strict = connection.CreateClient(Options());
        PtmException e = await Assert.ThrowsAsync<PtmException>(() => strict.Groups.ListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, e.Status);
        Assert.Contains("certificate is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Empty(warnings);

        using PtmClient lax = (connection with { VerifySsl = false }).CreateClient(Options());
        await lax.Groups.ListAsync(TestContext.Current.CancellationToken);
        await lax.Groups.ListAsync(TestContext.Current.CancellationToken);
        Assert.Contains("certificate is not checked", Assert.Single(warnings), StringComparison.Ordinal);
    }

    static void Set(string? url, string? token, string? verify = null)
    {
        Environment.SetEnvironmentVariable(PtmConnection.BaseUrlVariable, url);
        Environment.SetEnvironmentVariable(PtmConnection.TokenVariable, token);
        Environment.SetEnvironmentVariable(PtmConnection.SslVerifyVariable, verify);
    }
}
