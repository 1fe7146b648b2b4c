using System.Globalization;

namespace Ptm.Core.Tests.Client;

public sealed class FailureTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_of_our_server_keeps_its_code_status_and_words()
    {
        PtmException e = await FailAsync(PlayedAnswer.Of(
            """{"title": "Not found", "status": 404, "detail": "There is no prompt 'x'.", "code": "PTM3009", "errors": [{"code": "PTM3009", "message": "There is no prompt 'x'."}], "request_id": "q1"}""",
            404,
            "application/problem+json"));

        Assert.Equal((404, DiagnosticCodes.NotFound, "There is no prompt 'x'."), (e.Status, e.Diagnostics[0].Code, e.Diagnostics[0].Message));
        Assert.Equal(("GET", "Not found", "There is no prompt 'x'.", "q1", 1), (e.Request!.Method, e.Request.Title, e.Request.Detail, e.Request.RequestId, e.Request.Attempts));
        Assert.EndsWith("/api/v1/prompts/x", e.Request.Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"detail": "Prompt not found"}""", 404, DiagnosticCodes.NotFound, "answered 404: Prompt not found.")]
    [InlineData("""{"detail": [{"loc": ["body", "tests", 0], "msg": "field required"}]}""", 422, DiagnosticCodes.RequestRefused, "answered 422: body.tests.0: field required.")]
    [InlineData("""{"detail": "bad token"}""", 401, DiagnosticCodes.RequestRefused, "answered 401: the token is not accepted: bad token.")]
    [InlineData("""{"detail": "not yours"}""", 403, DiagnosticCodes.Forbidden, "answered 403: not yours.")]
    [InlineData("taken", 409, DiagnosticCodes.Conflict, "answered 409: the answer begins \"taken\".")]
    [InlineData("", 501, DiagnosticCodes.NotImplemented, "answered 501: the answer is empty.")]
    [InlineData("""{"detail": "broken"}""", 500, DiagnosticCodes.ServerFailed, "answered 500: broken.")]
    public async Task A_refusal_of_any_server_says_what_it_said(string body, int status, string code, string message)
    {
        PtmException e = await FailAsync(PlayedAnswer.Json(body, status));

        Assert.Equal((status, code), (e.Status, e.Diagnostics[0].Code));
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, PlayedAnswer, string> UnreadableAnswers() => new()
    {
        { "web page", PlayedAnswer.Of("<html>Sign in</html>", 200, "text/html"), "it is a web page, not JSON" },
        { "broken JSON", PlayedAnswer.Json("""{"id": "x" """), "answered 200 with what cannot be read: $" },
        { "error body", PlayedAnswer.Json("""{"error": "out of quota"}"""), "$: 'id' is missing" },
        { "null", PlayedAnswer.Json("null"), "it is null" },
        { "empty", PlayedAnswer.Json(""), "answered 200 with what cannot be read" },
    };

    [Theory]
    [MemberData(nameof(UnreadableAnswers))]
    public async Task An_answer_of_200_that_cannot_be_read_is_a_failure(string kind, PlayedAnswer answer, string expected)
    {
        Assert.NotEmpty(kind);

        PtmException e = await FailAsync(answer);

        Assert.Equal((200, DiagnosticCodes.ServerFailed), (e.Status, e.Diagnostics[0].Code));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error": "no"}""", "application/json")]
    [InlineData("<html>", "text/html")]
    [InlineData("""{"title": "no"}""", "application/problem+json")]
    public async Task A_200_that_tells_of_an_error_is_no_success_where_nothing_is_read(string body, string type)
    {
        await using PlayedServer server = new(PlayedAnswer.Of(body, 200, type));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Runs.CancelAsync("r1", Token));

        Assert.Equal(DiagnosticCodes.ServerFailed, e.Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_usage_that_tells_of_an_error_is_no_null_shape()
    {
        await using PlayedServer server = new(PlayedAnswer.Json("""{"error": "no"}"""));
        using PtmClient client = PlayedPtm.Client(server);

        await Assert.ThrowsAsync<PtmException>(() => client.Prompts.GetUsageAsync("x", Token));
    }

    [Fact]
    public async Task An_answer_that_ends_early_is_tried_again_and_then_fails()
    {
        await using PlayedServer server = new(PlayedAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\": \"x\""));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.GetAsync("x", Token));

        Assert.Equal((0, DiagnosticCodes.Unreachable, 3, 3), (e.Status, e.Diagnostics[0].Code, e.Request!.Attempts, server.Requests.Count));
    }

    [Fact]
    public async Task An_answer_larger_than_the_limit_is_a_failure()
    {
        await using PlayedServer server = new(PlayedAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[" + new string(' ', 5_000)));
        using PtmClient client = PlayedPtm.Client(server, options => options.MaxResponseBytes = 4_096);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Contains("more than 4,096 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_status_0()
    {
        PlayedServer server = new(PlayedAnswer.Reset);
        await server.DisposeAsync();
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Equal((0, DiagnosticCodes.Unreachable), (e.Status, e.Diagnostics[0].Code));
        Assert.Contains("(tried 3 times)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_after_the_limit_times_the_attempts()
    {
        await using PlayedServer server = new(PlayedAnswer.Silence);
        SkippingTime time = new();
        using PtmClient client = PlayedPtm.Client(server, options => (options.TimeProvider, options.MaxAttempts) = (time, 2));

        Task<PtmException> failing = Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            await server.ArrivalAsync();
            time.Advance(TimeSpan.FromSeconds(30));
        }

        PtmException e = await failing;
        Assert.Equal((0, 2), (e.Status, server.Requests.Count));
        Assert.Contains("there was no answer within 30 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_cancellation_stays_one()
    {
        await using PlayedServer server = new(PlayedAnswer.Silence);
        using PtmClient client = PlayedPtm.Client(server);
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task<IReadOnlyList<PromptDefinition>> listing = client.Prompts.ListAsync(cancellationToken: caller.Token);
        await server.ArrivalAsync();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"detail": "Not Found"}""", 404)]
    [InlineData("<h1>404</h1>", 404)]
    [InlineData("", 405)]
    [InlineData("""{"detail": "Method Not Allowed"}""", 405)]
    public async Task A_route_that_the_server_does_not_have_says_which_version_does(string body, int status)
    {
        await using PlayedServer server = new(PlayedAnswer.Of(body, status, body.StartsWith('<') ? "text/html" : "application/json"));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException usage = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.GetUsageAsync("x", Token));
        PtmException invoke = await Assert.ThrowsAsync<PtmException>(() => client.Skills.InvokeEvalAsync("x", [], "e", cancellationToken: Token));
        PtmException old = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.GetAsync("x", Token));

        Assert.Equal((DiagnosticCodes.ServerTooOld, status), (usage.Diagnostics[0].Code, usage.Status));
        Assert.Contains("get_prompt_usage_metrics needs PTM >= 1.16.0", usage.Message, StringComparison.Ordinal);
        Assert.Contains("needs PTM >= 1.13.1", invoke.Message, StringComparison.Ordinal);
        Assert.NotEqual(DiagnosticCodes.ServerTooOld, old.Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("""{"detail": "Skill x not found"}""")]
    [InlineData("""{"title": "Not found", "code": "PTM3009", "detail": "Not Found"}""")]
    public async Task A_skill_that_is_missing_is_not_taken_for_its_route(string body)
    {
        await using PlayedServer server = new(PlayedAnswer.Json(body, 404));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Skills.GetContentsAsync("x", Token));

        Assert.Equal(DiagnosticCodes.NotFound, e.Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_scored_output_that_was_not_there_in_time_is_a_timeout_with_its_run()
    {
        await using PlayedServer server = new(PlayedAnswer.Of("""{"code": "PTM5004", "detail": "not yet", "run_key": "r9", "last_state": "running"}""", 504, "application/problem+json"));
        using PtmClient client = PlayedPtm.Client(server);

        PtmTimeoutException e = await Assert.ThrowsAsync<PtmTimeoutException>(() => client.Prompts.InvokeEvalAsync("x", [], "e", cancellationToken: Token));

        Assert.Equal(("r9", RunState.Running), (e.Key, e.LastState));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using PlayedServer other = new(PlayedAnswer.Json("[]"));
        await using PlayedServer server = new(PlayedAnswer.Of("", 307, "text/plain", $"Location: {other.Url}elsewhere"));
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAsync<PtmException>(() => client.Prompts.ListAsync(cancellationToken: Token));

        Assert.Equal(307, e.Status);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{other.Url.Host}:{other.Url.Port}"), e.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    public static TheoryData<string, PlayedAnswer> AnswersWithTheToken()
    {
        string token = PlayedPtm.Token;
        return new()
        {
            { "text", PlayedAnswer.Of("Authorization: Bearer " + token, 400, "text/plain") },
            { "detail", PlayedAnswer.Json($$"""{"detail": "bad {{token}}", "title": "{{token}}"}""", 401) },
            { "finding", PlayedAnswer.Json($$"""{"code": "PTM3004", "errors": [{"code": "PTM3004", "message": "{{token.ToUpperInvariant()}}"}], "request_id": "{{token}}"}""", 422) },
            { "readable", PlayedAnswer.Json($$"""{"id": "x", "visibility_scope": "{{token}}"}""") },
            { "escaped", PlayedAnswer.Of("https://x/?token=" + Uri.EscapeDataString(token), 500, "text/plain") },
            { "timeout", PlayedAnswer.Json($$"""{"code": "PTM5004", "detail": "{{token}}"}""", 504) },
            { "reset", PlayedAnswer.Reset },
        };
    }

    [Theory]
    [MemberData(nameof(AnswersWithTheToken))]
    public async Task The_token_is_in_no_text_of_a_failure(string kind, PlayedAnswer answer)
    {
        Assert.NotEmpty(kind);
        await using PlayedServer server = new(answer);
        using PtmClient client = PlayedPtm.Client(server);

        PtmException e = await Assert.ThrowsAnyAsync<PtmException>(() => client.Prompts.GetAsync(PlayedPtm.Token, Token));

        string all = $"{e}\n{e.Request}\n{e.InnerException}\n{string.Join('\n', e.Diagnostics)}";
        Assert.DoesNotContain(PlayedPtm.Token, all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Uri.EscapeDataString(PlayedPtm.Token), all, StringComparison.OrdinalIgnoreCase);
    }

    static async Task<PtmException> FailAsync(PlayedAnswer answer)
    {
        await using PlayedServer server = new(answer);
        using PtmClient client = PlayedPtm.Client(server);
        return await Assert.ThrowsAsync<PtmException>(() => client.Prompts.GetAsync("x", Token));
    }
}
