using System.Text;

namespace Ptm.Server.Tests.Http;

public sealed class SecretTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_in_no_log_no_exception_and_no_file()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string token = (await server.IssueAsync()).Plain;
        string wrong = token[..^1] + (token[^1] == 'x' ? 'y' : 'x');
        List<string> said = [];
        foreach (string sent in new[] { token, wrong })
        {
            using PtmClient client = new(server.Server.Url, sent);
            foreach (Func<Task> call in new Func<Task>[]
            {
                () => client.Prompts.CreateAsync(new() { Id = "a", Text = "b" }, Token),
                () => client.Prompts.GetAsync(sent, Token),
                () => client.Prompts.ListAsync(new() { Search = sent }, Token),
                () => client.Skills.PublishAsync("a", new(), "a." + sent[..8], Token),
                () => client.Evaluations.RunAsync(new() { PromptIds = ["nothing"] }, Token),
                () => client.Runs.WaitAsync("nothing", TimeSpan.FromSeconds(2), cancellationToken: Token),
            })
            {
                Exception? thrown = await Record.ExceptionAsync(call);
                said.Add(thrown?.ToString() ?? "");
                said.Add((thrown as PtmException)?.Request?.ToString() ?? "");
            }
        }

        HttpClient http = server.Http(token);
        await http.AskAsync("/api/v1/prompts?token=" + token);
        await http.AskAsync("/nowhere/" + token);
        await http.PostJsonAsync("/api/v1/prompts", "{\"" + token);
        said.AddRange(server.Told);
        Assert.NotEmpty(server.Told);
        Assert.Contains(said, text => text.Contains("401", StringComparison.Ordinal));
        Assert.All(said, text => Assert.DoesNotContain(token[17..], text, StringComparison.OrdinalIgnoreCase));
        Assert.All(said, text => Assert.DoesNotContain(wrong[17..], text, StringComparison.OrdinalIgnoreCase));
        AssertNoFileHolds(server.Folder, token[17..]);
        await server.StopAsync();
        AssertNoFileHolds(server.Folder, token[17..]);
    }

    static void AssertNoFileHolds(string folder, string secret)
    {
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream content = new();
            file.CopyTo(content);
            Assert.True(content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(Encoding.ASCII.GetBytes(secret)) < 0, $"{Path.GetFileName(path)} holds the token.");
        }
    }
}
