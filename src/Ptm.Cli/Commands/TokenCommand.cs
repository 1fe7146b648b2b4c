using System.CommandLine;
using System.Globalization;
using Ptm.Cli.Output;
using Ptm.Server.Storage;
using Ptm.Server.Tokens;

namespace Ptm.Cli.Commands;

/// <summary><c>ptm token</c>: makes, lists and revokes the tokens of a server's database.</summary>
internal static class TokenCommand
{
    static readonly Option<string?> s_config = ServerOptions.Library();
    static readonly Option<string?> s_database = ServerOptions.Database();

    public static Command Create() => new("token", "Makes, lists and revokes the tokens of a server's database. A server that runs takes notice at once.") { CreateToken(), ListTokens(), RevokeToken() };

    static Command CreateToken()
    {
        Option<string?> user = new("--user") { Description = "The person whose token it is.", HelpName = "NAME" };
        Option<string?> serviceAccount = new("--service-account") { Description = "The program whose token it is.", HelpName = "NAME" };
        Option<string?> team = new("--team") { Description = "The team, whose prompts, skills and runs of the scope team_visible the token shows.", HelpName = "TEAM" };
        Option<string> scope = new("--scope") { Description = "What it allows: read; run, which also starts runs and changes what is one's own; admin, which sees and changes everything. Default: run.", DefaultValueFactory = _ => "run" };
        scope.AcceptOnlyFromAmong("read", "run", "admin");
        Command command = new("create", "Makes a token and prints it, this once. The database keeps a digest of it alone.") { user, serviceAccount, team, scope, s_config, s_database };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) is null == result.GetValue(serviceAccount) is null)
            {
                result.AddError("A token is for either --user NAME or --service-account NAME.");
            }
        });
        command.SetAction((parsed, cancellationToken) => WithTokensAsync(parsed, async (tokens, output) =>
        {
            IssuedToken issued = await tokens.CreateAsync(
                new()
                {
                    Name = parsed.GetValue(user) ?? parsed.GetValue(serviceAccount)!,
                    Team = parsed.GetValue(team),
                    Scope = parsed.GetValue(scope) switch { "read" => TokenScope.Read, "admin" => TokenScope.Admin, _ => TokenScope.Run },
                    IsServiceAccount = parsed.GetValue(serviceAccount) is not null,
                },
                cancellationToken).ConfigureAwait(false);
            await output.Out.WriteLineAsync(issued.Plain).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"Keep it: it is not shown again. 'ptm token revoke {issued.Token.Principal.TokenId}' ends it.").ConfigureAwait(false);
            return ExitCodes.Success;
        }));
        return command;
    }

    static Command ListTokens()
    {
        Command command = new("list", "Lists tokens, the newest first; never the tokens themselves.") { s_config, s_database };
        command.SetAction((parsed, cancellationToken) => WithTokensAsync(parsed, async (tokens, output) =>
        {
            foreach (StoredToken token in await tokens.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                TokenPrincipal principal = token.Principal;
                await output.Out.WriteLineAsync(
                    $"{principal.TokenId}  {(principal.IsServiceAccount ? "service account" : "user")} {CaseName.OneLine(principal.Name)}{(principal.Team is null ? "" : $" of {CaseName.OneLine(principal.Team)}")}, {ScopeName(principal.Scope)}, "
                    + $"made {Day(token.CreatedAt)}, {(token.LastUsedAt is { } used ? $"last used {Day(used)}" : "never used")}{(token.RevokedAt is { } revoked ? $", revoked {Day(revoked)}" : "")}").ConfigureAwait(false);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    static Command RevokeToken()
    {
        Argument<string> id = new("id") { Description = "The token's id, as 'ptm token list' shows it." };
        Command command = new("revoke", "Revokes a token from the next request on.") { id, s_config, s_database };
        command.SetAction((parsed, cancellationToken) => WithTokensAsync(parsed, async (tokens, output) =>
        {
            if (await tokens.RevokeAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false))
            {
                await output.Out.WriteLineAsync($"revoked {parsed.GetValue(id)}").ConfigureAwait(false);
                return ExitCodes.Success;
            }

            throw new PtmException(new Diagnostic(DiagnosticCodes.NotFound, DiagnosticSeverity.Error, $"There is no token '{CaseName.OneLine(parsed.GetValue(id)!)}' that is not revoked. 'ptm token list' shows what there is."));
        }));
        return command;
    }

    static async Task<int> WithTokensAsync(ParseResult parsed, Func<TokenStore, StandardOutput, Task<int>> work)
    {
        using StandardOutput output = new();
        try
        {
            string path = Path.GetFullPath(ServerOptions.DatabaseOf(parsed.GetValue(s_database), parsed.GetValue(s_config)));
            DatabaseFolder.Create(path);
            SqliteDatabase database = SqliteDatabase.Open(path);
            await using (database.ConfigureAwait(false))
            {
                return await work(new(database, TimeProvider.System), output).ConfigureAwait(false);
            }
        }
        catch (PtmException e)
        {
            TextReport report = new(output, Environment.CurrentDirectory);
            foreach (Diagnostic finding in e.Diagnostics)
            {
                report.Finding(finding);
            }

            return ExitCodes.BadUsageOrFile;
        }
    }

    static string ScopeName(TokenScope scope) => scope switch { TokenScope.Read => "read", TokenScope.Run => "run", _ => "admin" };

    static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
