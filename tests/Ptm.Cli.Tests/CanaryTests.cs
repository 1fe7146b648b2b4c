using System.Text;
using System.Text.RegularExpressions;

namespace Ptm.Cli.Tests;

/// <summary>Keys reach the servers that they are for, and nothing else: no output, report, run file or recording.</summary>
public sealed partial class CanaryTests : IDisposable
{
    static readonly Dictionary<string, string> s_keys = new()
    {
        ["MODEL_KEY"] = "canary-model/key+0123",
        ["HEADER_TOKEN"] = "canary-header?token&4567",
        ["QUERY_SECRET"] = "canary query secret 89",
        ["BODY_PASSWORD"] = "canary\"body\\password<>",
        ["USER_PASSWORD"] = "canary-user:password@1",
        ["PROGRAM_KEY"] = "canary-program-key-2345",
    };

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("jsonl")]
    public async Task A_key_reaches_its_server_and_nothing_else(string format)
    {
        await using EchoingServer server = new();
        string host = $"127.0.0.1:{server.Port}";
        _workspace.Write("ptm.yaml", $"providers:\n  mini: {{type: openai, model: m, base_url: 'http://{host}/v1', api_key_env: MODEL_KEY}}\n");
        _workspace.Write("promptfooconfig.yaml", $$$"""
            prompts: ['{{word}} Ada', 'Tell {{word}} of {{env.PROGRAM_KEY}}']
            env: { LITERAL_API_KEY: canary-literal-api-key }
            providers:
              - mini
              - id: http
                label: service
                config:
                  url: 'http://ada:{{env.USER_PASSWORD | urlencode}}@{{{host}}}/ask?secret={{env.QUERY_SECRET | urlencode}}'
                  method: POST
                  headers: { Authorization: 'Bearer {{env.HEADER_TOKEN}}', X-Api-Key: '{{env.LITERAL_API_KEY}}', Content-Type: application/json }
                  body: { word: '{{word}}', password: '{{env.BODY_PASSWORD}}' }
                  transformResponse: json.output
              - 'exec: env'
            tests:
              - { vars: { word: politely }, assert: [{ type: contains, value: fine }] }
              - { vars: { word: repeat }, assert: [{ type: contains, value: 'no {{env.HEADER_TOKEN}}' }, { type: javascript, value: 'context.vars.word + process.env.MODEL_KEY' }] }
              - { vars: { word: refuse }, assert: [{ type: contains, value: fine }] }
              - { vars: { word: page }, assert: [{ type: contains, value: fine }, { type: webhook, value: 'http://{{{host}}}/hook?secret={{env.QUERY_SECRET | urlencode}}' }] }
            """);

        PtmOutput output = await _workspace.RunAsync(
            s_keys, "eval", "-c", "promptfooconfig.yaml", "--cassettes", "auto", "--format", format, "-o", "run.json", "-o", "run.html", "-o", "run.md", "-o", "run.csv");

        string received = Uri.UnescapeDataString(server.Received.ToString());
        Assert.All(s_keys.Where(key => key.Key is "MODEL_KEY" or "HEADER_TOKEN" or "QUERY_SECRET"), key => Assert.Contains(key.Value, received, StringComparison.Ordinal));
        Assert.Contains("canary-literal-api-key", received, StringComparison.Ordinal);
        Assert.True(File.Exists(_workspace.Combine("run.html")), output.Out + output.Error);
        Assert.Contains("fine", await File.ReadAllTextAsync(Directory.GetFiles(_workspace.Combine(".ptm/cassettes")).Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string[] files = [.. Directory.GetFiles(_workspace.Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) != ".yaml")];
        Assert.Equal(5, files.Length);
        Assert.All(files.Select(File.ReadAllText).Append(output.Out).Append(output.Error), text => Assert.DoesNotContain("canary", Decoded(text), StringComparison.OrdinalIgnoreCase));
    }

    // A text with all that can be read out of the digits in it, at any place where they can begin.
    static string Decoded(string text)
    {
        StringBuilder all = new(text);
        foreach (Match digits in Digits().Matches(Uri.UnescapeDataString(text)))
        {
            for (int start = 0; start < 4; start++)
            {
                string base64 = digits.Value[start..].Replace('-', '+').Replace('_', '/');
                base64 = base64[..(base64.Length / 4 * 4)];
                byte[] bytes = new byte[base64.Length];
                all.Append(Convert.TryFromBase64String(base64, bytes, out int written) ? Encoding.Latin1.GetString(bytes, 0, written) : "");
                string hex = digits.Value[start..];
                hex = hex[..(hex.Length / 2 * 2)];
                all.Append(hex.All(char.IsAsciiHexDigit) ? Encoding.Latin1.GetString(Convert.FromHexString(hex)) : "");
            }
        }

        return all.Append(Uri.UnescapeDataString(text)).Append(System.Net.WebUtility.HtmlDecode(text)).ToString();
    }

    [GeneratedRegex("[A-Za-z0-9+/_-]{12,}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Digits();
}
