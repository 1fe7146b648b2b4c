using System.Text.RegularExpressions;
using Ptm.Engine.Stores;
using Ptm.Server.Tests.Storage;
using Ptm.Server.Tokens;

namespace Ptm.Server.Tests.Tokens;

public sealed class TokenStoreTests : IAsyncDisposable
{
    readonly DatabaseFile _file = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    TokenStore Tokens => new(_file.Database, _file.Time);

    [Fact]
    public async Task A_token_stands_for_who_it_was_made_for_also_after_a_restart()
    {
        IssuedToken user = await Tokens.CreateAsync(new() { Name = "ann", Team = "red" }, Token);
        IssuedToken service = await Tokens.CreateAsync(new() { Name = "ci", IsServiceAccount = true, Scope = TokenScope.Read }, Token);
        await _file.ReopenAsync();
        Assert.Equal(new TokenPrincipal(user.Token.Principal.TokenId, "ann", "red", TokenScope.Run, false), await Tokens.AuthenticateAsync(user.Plain, Token));
        Assert.Equal(new TokenPrincipal(service.Token.Principal.TokenId, "ci", null, TokenScope.Read, true), await Tokens.AuthenticateAsync(service.Plain, Token));
    }

    [Fact]
    public async Task A_token_has_a_public_id_and_256_secret_bits_and_no_two_are_alike()
    {
        HashSet<string> ids = [];
        for (int i = 0; i < 50; i++)
        {
            IssuedToken issued = await Tokens.CreateAsync(new() { Name = "ann" }, Token);
            Match match = Regex.Match(issued.Plain, "^ptm_(?<id>[A-Za-z0-9]{12})_(?<secret>[A-Za-z0-9]{43})$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.True(match.Success);
            Assert.Equal(issued.Token.Principal.TokenId, match.Groups["id"].Value);
            Assert.True(ids.Add(match.Groups["id"].Value) && ids.Add(match.Groups["secret"].Value));
        }
    }

    [Fact]
    public async Task The_secret_is_in_no_file_no_list_and_no_text_of_a_token()
    {
        IssuedToken issued = await Tokens.CreateAsync(new() { Name = "ann" }, Token);
        string secret = issued.Plain[^43..];
        await Tokens.AuthenticateAsync(issued.Plain, Token);
        Assert.DoesNotContain(secret, issued.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, string.Concat(await Tokens.ListAsync(Token)), StringComparison.Ordinal);
        await _file.ReopenAsync();
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(_file.Path, System.Text.Encoding.Latin1, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_stands_for_nobody()
    {
        string plain = (await Tokens.CreateAsync(new() { Name = "ann" }, Token)).Plain;
        string[] wrong =
        [
            "", "ptm_", "x", plain[..^1], plain + "x", " " + plain, plain.ToUpperInvariant(), plain[..^1] + (plain[^1] == 'a' ? 'b' : 'a'),
            plain[..5] + (plain[5] == 'a' ? 'b' : 'a') + plain[6..], plain.Replace("ptm_", "ptn_", StringComparison.Ordinal), plain[..^1] + "é", plain[..^2] + "__", new string('x', 1_000_000),
        ];
        foreach (string token in wrong)
        {
            Assert.Null(await Tokens.AuthenticateAsync(token, Token));
        }

        Assert.Null(await Tokens.AuthenticateAsync(null, Token));
    }

    [Fact]
    public async Task A_revoked_token_stands_for_nobody_from_then_on_and_stays_in_the_list()
    {
        Assert.False(await Tokens.AnyAsync(Token));
        IssuedToken issued = await Tokens.CreateAsync(new() { Name = "ann" }, Token);
        Assert.True(await Tokens.AnyAsync(Token));
        Assert.True(await Tokens.RevokeAsync(issued.Token.Principal.TokenId, Token));
        Assert.False(await Tokens.RevokeAsync(issued.Token.Principal.TokenId, Token));
        Assert.False(await Tokens.RevokeAsync("absent", Token));
        Assert.Null(await Tokens.AuthenticateAsync(issued.Plain, Token));
        Assert.True(await Tokens.AnyAsync(Token));
        Assert.Equal(_file.Time.GetUtcNow(), Assert.Single(await Tokens.ListAsync(Token)).RevokedAt);
    }

    [Fact]
    public async Task The_last_use_is_noted_every_five_minutes()
    {
        DateTimeOffset start = _file.Time.GetUtcNow();
        IssuedToken issued = await Tokens.CreateAsync(new() { Name = "ann" }, Token);
        Assert.Null(await LastUse());
        await Tokens.AuthenticateAsync(issued.Plain, Token);
        Assert.Equal(start, await LastUse());
        _file.Time.Advance(TimeSpan.FromMinutes(4));
        await Tokens.AuthenticateAsync(issued.Plain, Token);
        Assert.Equal(start, await LastUse());
        _file.Time.Advance(TimeSpan.FromMinutes(1));
        await Tokens.AuthenticateAsync(issued.Plain, Token);
        Assert.Equal(start.AddMinutes(5), await LastUse());

        async Task<DateTimeOffset?> LastUse()
        {
            // Writes are in order, so whatever was noted before this is there after it.
            await Tokens.RevokeAsync("absent", Token);
            return Assert.Single(await Tokens.ListAsync(Token)).LastUsedAt;
        }
    }

    [Fact]
    public async Task A_user_and_a_service_account_cannot_have_one_name()
    {
        await Tokens.CreateAsync(new() { Name = "ann" }, Token);
        await Tokens.CreateAsync(new() { Name = "ann", Scope = TokenScope.Admin }, Token);
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => Tokens.CreateAsync(new() { Name = "ann", IsServiceAccount = true }, Token));
        Assert.Equal(409, error.Status);
        Assert.Contains("'ann' is the name of a user", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("a\nb", null)]
    [InlineData("ann", "")]
    [InlineData("ann", "re\0d")]
    public async Task A_name_that_cannot_be_one_is_refused_with_422(string name, string? team) =>
        Assert.Equal(422, (await Assert.ThrowsAsync<PtmException>(() => Tokens.CreateAsync(new() { Name = name, Team = team }, Token))).Status);

    [Theory]
    [InlineData("read", true, false, false)]
    [InlineData("run", true, true, false)]
    [InlineData("admin", true, true, true)]
    public void Each_scope_allows_what_the_ones_before_do(string scope, bool read, bool run, bool admin)
    {
        TokenPrincipal principal = new("id", "ann", "red", Enum.Parse<TokenScope>(scope, ignoreCase: true), false);
        Assert.Equal((read, run, admin), (principal.Allows(TokenScope.Read), principal.Allows(TokenScope.Run), principal.Allows(TokenScope.Admin)));
        Assert.Equal(new PtmCaller { Name = "ann", Team = "red", IsAdmin = admin }, principal.ToCaller());
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
