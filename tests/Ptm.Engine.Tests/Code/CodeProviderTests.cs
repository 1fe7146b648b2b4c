using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Ptm.Engine.Tests.Code;

/// <summary>Whole promptfoo configs whose providers are programs, files of code and addresses: real processes, real sockets.</summary>
public sealed class CodeProviderTests : IDisposable
{
    readonly CodeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    async Task<CaseResult> RunAsync(string provider, string assertion = "{type: javascript, value: 'true'}", string prompt = "Say {{x}}", string x = "hi", CancellationToken? cancellationToken = null)
    {
        string path = Path.Combine(_folder.Path, "promptfooconfig.yaml");
        await File.WriteAllTextAsync(path, $"prompts: [{JsonSerializer.Serialize(prompt)}]\nproviders:\n  - {provider}\ntests:\n  - vars: {{x: {JsonSerializer.Serialize(x)}}}\n    assert:\n      - {assertion}\n", TestContext.Current.CancellationToken);
        await using PtmEngine engine = PtmEngine.Open(path);
        RunResult run = await engine.RunAsync(engine.Plan(), cancellationToken: cancellationToken ?? TestContext.Current.CancellationToken);
        return Assert.Single(run.Results);
    }

    async Task<string> ErrorAsync(string provider)
    {
        CaseResult result = await RunAsync(provider);
        Assert.Equal(CaseOutcome.Error, result.Outcome);
        return $"{result.Error!.Code} {result.Error.Message}";
    }

    const string Everything = """
        def call_api(prompt, options, context):
            print('noise')
            return {'output': {'prompt': prompt, 'x': context['vars']['x'], 'level': options['config']['level'], 'id': options['id'], 'é': 1.0},
                    'tokenUsage': {'total': 5, 'prompt': 2, 'completion': 3}, 'cost': 0.25, 'logProbs': [-0.5], 'latencyMs': 42,
                    'finishReason': 'stop', 'metadata': {'source': 'kb'}, 'guardrails': {'flagged': False}}
        def plain(prompt, options, context):
            return {'output': 'plain ' + prompt}
        def failing(prompt, options, context):
            return {'output': '', 'error': 'no credit'}
        def nothing(prompt, options, context):
            pass
        """;

    [Fact]
    public async Task A_python_provider_is_told_all_and_what_it_tells_reaches_the_checks()
    {
        _folder.File("p.py", Everything);
        CaseResult result = await RunAsync(
            "{id: 'file://p.py', label: mine, config: {level: 3}}",
            "{type: javascript, value: \"output.level === 3 && output.id === 'file://p.py' && context.metadata.source === 'kb' && context.logProbs[0] === -0.5 && context.providerResponse.guardrails.flagged === false && context.providerResponse.output.x === 'hü'\"}",
            x: "hü");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message ?? result.Assertions[0].Reason);
        Assert.Equal("""{"prompt":"Say hü","x":"hü","level":3,"id":"file://p.py","é":1}""", result.Output!.Text);
        Assert.Equal((new TokenUsage(2, 3), 0.25m, TimeSpan.FromMilliseconds(42), "stop"), (result.Output.Tokens, result.Output.CostUsd, result.Output.Latency, result.Output.FinishReason));
    }

    [Theory]
    [InlineData("python:p.py:plain")]
    [InlineData("file://p.py:plain")]
    [InlineData("p.py:plain")]
    public async Task A_function_of_a_python_provider_is_named_in_each_way(string id)
    {
        _folder.File("p.py", Everything);
        Assert.Equal("plain Say hi", (await RunAsync(JsonSerializer.Serialize(id))).Output?.Text);
    }

    [Fact]
    public async Task What_a_provider_reports_or_leaves_out_is_an_error_of_the_case()
    {
        _folder.File("p.py", Everything);
        Assert.Contains("PTM4001 ", await ErrorAsync("'python:p.py:failing'"), StringComparison.Ordinal);
        Assert.Contains("answered with an error: no credit", await ErrorAsync("'python:p.py:failing'"), StringComparison.Ordinal);
        Assert.Contains("returned null instead of an object with output or error", await ErrorAsync("'python:p.py:nothing'"), StringComparison.Ordinal);
        Assert.Contains("has no function 'plan'. Did you mean 'plain'?", await ErrorAsync("'python:p.py:plan'"), StringComparison.Ordinal);
        Assert.Contains("needs Ruby", await ErrorAsync("{ id: 'file://p.rb', config: { rubyExecutable: ./no-ruby-here } }".Replace("p.rb", _folder.File("p.rb", "").Path, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p.js", "module.exports = class { constructor(options) { this.options = options; } id() { return 'x'; } async callApi(prompt, context) { return { output: [prompt, context.vars.x, this.options.config.level].join('|') }; } };")]
    [InlineData("p.js", "require('fs'); module.exports = class { constructor(options) { this.options = options; } id() { return 'x'; } async callApi(prompt, context) { return { output: [prompt, context.vars.x, this.options.config.level].join('|') }; } };")]
    [InlineData("p.mjs", "import 'node:fs'; export default class { constructor(options) { this.options = options; } id = () => 'x'; callApi = async (prompt, context) => ({ output: [prompt, context.vars.x, this.options.config.level].join('|') }); }")]
    [InlineData("p.mjs", "export default class { constructor(options) { this.config = options.config; } callApi(prompt, context) { return { output: [prompt, context.vars.x, this.config.level].join('|') }; } }")]
    public async Task A_javascript_provider_is_a_class(string name, string source)
    {
        _folder.File(name, source);
        CaseResult result = await RunAsync($"{{id: 'file://{name}', config: {{level: 7}}}}");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
        Assert.Equal("Say hi|hi|7", result.Output!.Text);
    }

    [Fact]
    public async Task A_command_gets_prompt_options_and_context_as_arguments_in_the_folder_of_its_config()
    {
        string script = _folder.File("args.py", "import sys, os, json\nprint(json.dumps([sys.argv[1:4], json.loads(sys.argv[4])['config']['level'], json.loads(sys.argv[5])['vars']['x'], os.getcwd(), sys.stdin.read()], ensure_ascii=False))").Path;
        CaseResult result = await RunAsync($"{{id: 'exec: python3 {script} \"one two\" three', config: {{level: 2}}}}", x: "\"q\" 👩");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
        Assert.Equal($"[[\"one two\", \"three\", \"Say \\\"q\\\" 👩\"], 2, \"\\\"q\\\" 👩\", \"{_folder.Path}\", \"\"]", result.Output!.Text);
    }

    [Fact]
    public async Task A_command_that_fails_is_missing_or_floods_is_an_error()
    {
        Assert.Contains("ended with exit code 3: on purpose", await ErrorAsync("'exec: sh -c \"echo out; echo on purpose >&2; exit 3\"'"), StringComparison.Ordinal);
        Assert.Contains("there is no program 'no-such-program'", await ErrorAsync("'exec:no-such-program a'"), StringComparison.Ordinal);
        Assert.Contains("wrote more than 16 MB and was ended", await ErrorAsync("'exec: sh -c \"head -c 1000000000 /dev/zero\"'"), StringComparison.Ordinal);
        Assert.Contains("did not answer within 1 s", await ErrorAsync("{id: 'exec: sh -c \"sleep 300\"', config: {timeout: 1000}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_leaves_running_ends_with_it_and_bytes_that_are_no_text_are_marked()
    {
        string pids = Path.Combine(_folder.Path, "pids");
        CaseResult result = await RunAsync($"'exec: sh -c \"(trap : TERM; echo $PPID > /dev/null; sleep 300) & echo $! > {pids}; printf \\\"a\\\\377b\\\"\"'");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
        Assert.Equal("a\ufffdb", result.Output!.Text);
        await Processes.AssertEndedAsync(pids, atLeast: 1);
    }

    [Fact]
    public async Task A_run_that_is_called_off_ends_its_programs()
    {
        string pids = Path.Combine(_folder.Path, "pids");
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        string path = Path.Combine(_folder.Path, "promptfooconfig.yaml");
        await File.WriteAllTextAsync(path, $"prompts: [p]\nproviders: ['exec: sh -c \"echo $$ > {pids}; sleep 300\"']\ntests: [{{ vars: {{}} }}]\n", TestContext.Current.CancellationToken);
        await using PtmEngine engine = PtmEngine.Open(path);
        Task<RunResult> run = engine.RunAsync(engine.Plan(), cancellationToken: source.Token);
        await Processes.UntilAsync(() => File.Exists(pids) && File.ReadAllText(pids).Length > 0);
        await source.CancelAsync();
        Assert.Equal(RunState.Cancelled, (await run).State);
        await Processes.AssertEndedAsync(pids, atLeast: 1);
    }

    [Fact]
    public async Task An_http_provider_sends_valid_json_and_takes_the_answer_apart()
    {
        using HttpStub stub = new(request => request.Path == "/chat?q=a%26b"
            ? (200, $$"""{"choices":[{"text":{{JsonSerializer.Serialize(request.Body.RootElement.GetProperty("message").GetString())}}}],"auth":"{{request.Headers["X-Auth"]}}","list":{{request.Body.RootElement.GetProperty("list").GetRawText()}}}""")
            : (404, "no"));
        CaseResult result = await RunAsync(
            $"{{id: https, config: {{url: '{stub.Url}/chat', method: POST, headers: {{X-Auth: 'k-{{{{x | length}}}}'}}, queryParams: {{q: 'a&b'}}, body: {{message: '{{{{prompt}}}}', list: '{{{{ [1, 2] | dump }}}}'}}, transformResponse: 'json.choices[0].text + json.auth + json.list.length + context.response.status'}}}}",
            x: "a \"quote\"\nand \\ line");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
        Assert.Equal("Say a \"quote\"\nand \\ linek-202200", result.Output!.Text);
    }

    [Fact]
    public async Task An_http_provider_reports_status_and_retries_what_may_pass()
    {
        int calls = 0;
        using HttpStub stub = new(_ => ++calls == 1 ? (503, "busy") : (418, "a teapot"));
        Assert.Matches("PTM4001 .* answered 418 .*a teapot", await ErrorAsync($"{{id: '{stub.Url}', config: {{body: {{p: '{{{{prompt}}}}'}}}}}}"));
        Assert.Equal(2, calls);
        Assert.Contains("'tls' is not supported", await ErrorAsync("{id: https, config: {url: 'https://x.invalid', tls: {ca: x}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raw_request_a_file_transform_and_a_webhook_provider_work()
    {
        _folder.File("t.js", "module.exports = (json, text, context) => ({ output: json.output + '!', tokenUsage: { prompt: 1, completion: 2 } });");
        using HttpStub stub = new(request => (200, JsonSerializer.Serialize(new { output = request.Method + request.Body.RootElement.GetProperty("prompt").GetString() })));
        CaseResult raw = await RunAsync($"{{id: http, config: {{request: \"POST /x HTTP/1.1\\nHost: {stub.Url.Replace("http://", "", StringComparison.Ordinal)}\\nContent-Type: application/json\\n\\n{{\\\"prompt\\\": \\\"{{{{prompt}}}}\\\"}}\", transformResponse: 'file://t.js'}}}}", x: "\"q\"");
        Assert.True(raw.Outcome == CaseOutcome.Passed, raw.Error?.Message);
        Assert.Equal(("POSTSay \"q\"!", new TokenUsage(1, 2)), (raw.Output!.Text, raw.Output.Tokens));
        CaseResult webhook = await RunAsync($"'webhook:{stub.Url}/hook'");
        Assert.Equal("POSTSay hi", webhook.Output?.Text);
    }

    [Fact]
    public async Task A_webhook_assertion_is_asked_and_its_failure_is_an_error()
    {
        using HttpStub stub = new(request => request.Path switch
        {
            "/yes" => (200, $$"""{"pass": {{(request.Body.RootElement.GetProperty("output").GetString() == "Say hi" && request.Body.RootElement.GetProperty("context").GetProperty("vars").GetProperty("x").GetString() == "hi" ? "true" : "false")}}, "score": 0.5, "reason": "asked"}"""),
            "/no" => (200, """{"pass": false, "reason": "never"}"""),
            "/text" => (200, "sure"),
            _ => (500, "broken"),
        });
        CaseResult yes = await RunAsync("echo", $"{{type: webhook, value: '{stub.Url}/yes'}}");
        Assert.Equal((CaseOutcome.Passed, 0.5, "asked"), (yes.Outcome, yes.Assertions[0].Score, yes.Assertions[0].Reason));
        Assert.Equal(CaseOutcome.Failed, (await RunAsync("echo", $"{{type: webhook, value: '{stub.Url}/no'}}")).Outcome);
        Assert.Equal(CaseOutcome.Passed, (await RunAsync("echo", $"{{type: not-webhook, value: '{stub.Url}/no'}}")).Outcome);
        Assert.Equal(CaseOutcome.Error, (await RunAsync("echo", $"{{type: not-webhook, value: '{stub.Url}/text'}}")).Outcome);
        Assert.Contains("answered 500", (await RunAsync("echo", $"{{type: webhook, value: '{stub.Url}/else'}}")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("gave no answer", (await RunAsync("echo", "{type: webhook, value: 'http://127.0.0.1:1/'}")).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v\nX-Evil: 1")]
    [InlineData("v\r\nX-Evil: 1")]
    [InlineData("v\r\n\r\nGET /other HTTP/1.1")]
    [InlineData("nul \0 byte")]
    public async Task A_variable_makes_no_header_of_its_own(string value)
    {
        int calls = 0;
        using HttpStub stub = new(_ => (200, $"{++calls}"));
        CaseResult parts = await RunAsync($"{{id: '{stub.Url}', config: {{method: POST, headers: {{X-A: '{{{{x}}}}'}}, body: {{p: '{{{{prompt}}}}'}}}}}}", x: value);
        CaseResult raw = await RunAsync($"{{id: http, config: {{request: \"POST /x HTTP/1.1\\nHost: {stub.Url.Replace("http://", "", StringComparison.Ordinal)}\\nX-A: {{{{x}}}}\\n\\nbody\"}}}}", x: value);

        Assert.All([parts, raw], result => Assert.Equal((CaseOutcome.Error, DiagnosticCodes.ProviderFailed), (result.Outcome, result.Error!.Code)));
        Assert.Contains("nothing was sent", parts.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was sent", raw.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_key_in_an_address_is_not_repeated()
    {
        Environment.SetEnvironmentVariable("PTM_TEST_ADDRESS_KEY", "k3y-of-the-address");
        try
        {
            using HttpStub stub = new(_ => (418, "no"));
            CaseResult refused = await RunAsync($"'{stub.Url}/{{{{env.PTM_TEST_ADDRESS_KEY}}}}/chat'");
            CaseResult unknown = await RunAsync("'no-such:{{env.PTM_TEST_ADDRESS_KEY}}'");

            Assert.Contains("/***/chat answered 418", refused.Error!.Message, StringComparison.Ordinal);
            Assert.All([refused, unknown], result => Assert.DoesNotContain("k3y", result.Provider + result.Error!.Message, StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PTM_TEST_ADDRESS_KEY", null);
        }
    }

    [Fact]
    public async Task Parts_and_named_scores_of_a_result_are_kept()
    {
        _folder.File("c.py", "def get_assert(output, context):\n    return {'pass_': True, 'score': 0.5, 'reason': 'r', 'named_scores': {'tone': 0.25}, 'component_results': [{'pass': False, 'score': 0, 'reason': 'part'}]}\n");
        CaseResult result = await RunAsync("echo", "{type: python, value: file://c.py}");
        Assert.Equal([("part", null, 0d), ("", "tone", 0.25)], result.Assertions[0].Assertions.Select(part => (part.Reason, part.Metric, part.Score)));
    }

    [Fact]
    public async Task A_file_of_code_gives_the_value_of_any_other_check()
    {
        _folder.File("v.py", "def get_assert(output, context):\n    return context['vars']['x'].upper()\n");
        CaseResult result = await RunAsync("echo", "{type: icontains, value: file://v.py}");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Error?.Message);
    }

    [Fact]
    public async Task A_key_that_a_program_prints_is_not_repeated()
    {
        Environment.SetEnvironmentVariable("PTM_TEST_SECRET_TOKEN", "s3cr3t-value-1234");
        try
        {
            string error = await ErrorAsync("'exec: sh -c \"echo $PTM_TEST_SECRET_TOKEN >&2; exit 1\"'");
            Assert.Contains("exit code 1: ***", error, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cr3t", error, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PTM_TEST_SECRET_TOKEN", null);
        }
    }
}

internal sealed record StubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonDocument Body);

/// <summary>A real HTTP server on loopback that answers by a script.</summary>
internal sealed class HttpStub : IDisposable
{
    readonly HttpListener _listener = new();

    public HttpStub(Func<StubRequest, (int Status, string Body)> answer)
    {
        using (System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }

        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync(answer);
    }

    public string Url { get; }

    public void Dispose() => _listener.Close();

    async Task ServeAsync(Func<StubRequest, (int Status, string Body)> answer)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
                string body = await reader.ReadToEndAsync();
                Dictionary<string, string> headers = context.Request.Headers.AllKeys.OfType<string>().ToDictionary(name => name, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
                (int status, string text) = answer(new(context.Request.HttpMethod, context.Request.RawUrl!, headers, JsonDocument.Parse(body.Length == 0 ? "{}" : body)));
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
