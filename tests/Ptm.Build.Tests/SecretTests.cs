using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Build.Framework;
using Ptm.ProjectCreation;

namespace Ptm.Build.Tests;

public sealed class SecretTests : IDisposable
{
    const string Secret = "sk-that-nobody-may-read";

    readonly TempFolder _folder = new();
    readonly TcpListener _model = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_token_that_is_a_property_fails_the_build_of_a_project_that_is_not_even_gated()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project.Property("PtmApiToken", Secret).Property("PtmEvalEnabled", "false"));

        Assert.False(project.TryRun(out BuildOutput output, ["msbuild", "-t:BeforeBuild"]));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.Equal("PTM3012", error.Code);
        Assert.Equal("PtmApiToken is set as a property of the build, and a property is no place for a key or token: the binary log of this build already holds it, if one is written. Delete that log, revoke the key or token, and set PTM_API_TOKEN in the environment of the build.", error.Message);
    }

    [Theory]
    [InlineData("PTM_API_TOKEN", "PTM_API_TOKEN")]
    [InlineData("OPENAI_API_KEY", "OPENAI_API_KEY")]
    [InlineData("PtmOpenaiToken", "PTM_API_TOKEN")]
    public void A_key_or_token_that_the_project_or_what_it_imports_sets_fails_the_build(string name, string variable)
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null);
        File.WriteAllText(Path.Combine(project.Folder, "Directory.Build.props"), $"<Project><PropertyGroup><{name}>{Secret}</{name}><NuGetApiKey>of-another-tool</NuGetApiKey></PropertyGroup></Project>");

        Assert.False(project.TryRun(out BuildOutput output, ["msbuild", "-t:BeforeBuild"]));

        BuildErrorEventArgs error = Assert.Single(output.Errors);
        Assert.StartsWith($"{name} is set as a property of the build", error.Message, StringComparison.Ordinal);
        Assert.Contains($"set {variable} in the environment", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_on_the_command_line_fails_the_build_of_a_project_that_is_not_gated()
    {
        ProjectCreator project = GatedProject.Create(_folder, prompt: null, project => project.Property("PtmEvalEnabled", "false"));

        Assert.False(project.TryRun(out BuildOutput output, ["msbuild", "-t:BeforeBuild", $"-p:AWS_SECRET_ACCESS_KEY={Secret}", $"-p:HF_TOKEN={Secret}", $"-p:PtmEvalEnabeld={Secret}", "-p:PtmRepositoryName=of-the-users-own"]));

        Assert.Equal(["AWS_SECRET_ACCESS_KEY", "HF_TOKEN"], output.Errors.Select(error => error.Message!.Split(' ')[0]));
        Assert.Equal(("PTM2001", "The gate has no property PtmEvalEnabeld, which is set and has no effect. Did you mean PtmEvalEnabled?"), (Assert.Single(output.Warnings).Code, output.Warnings[0].Message));
    }

    [Fact]
    public void A_key_or_token_on_the_command_line_fails_the_build_before_anything_is_evaluated()
    {
        ProjectCreator project = GatedProject.Create(_folder);

        Assert.False(project.TryRun(out BuildOutput output, [.. GatedProject.GateAlone, $"-p:OPENAI_API_KEY={Secret}", $"-p:PTM_API_TOKEN={Secret}", "-p:NuGetApiKey=of-another-tool"]));

        Assert.Equal(["PTM3012", "PTM3012"], output.Errors.Select(error => error.Code));
        Assert.Equal(["OPENAI_API_KEY", "PTM_API_TOKEN"], output.Errors.Select(error => error.Message!.Split(' ')[0]));
        Assert.Equal(0, output.Evaluations);
    }

    [Fact]
    public async Task A_key_of_the_environment_reaches_the_model_and_no_log_and_no_file()
    {
        _model.Start();
        Task<string> asked = AnswerAsync();
        string prompt = GatedProject.Refund[..GatedProject.Refund.IndexOf("  - description: names the window", StringComparison.Ordinal)].Replace("[echo]", "[gpt]", StringComparison.Ordinal);
        ProjectCreator project = GatedProject.Create(
            _folder,
            prompt,
            project => project.Property("PtmCassettes", "auto").File("ptm.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
                providers:
                  gpt: { type: openai, model: gpt-4.1-mini, base_url: "http://127.0.0.1:{{((IPEndPoint)_model.LocalEndpoint).Port}}/v1", api_key_env: OPENAI_API_KEY }

                """)));

        Assert.True(project.TryRun(out BuildOutput output, ["build", "-v:diagnostic"], new Dictionary<string, string> { ["OPENAI_API_KEY"] = Secret }), output.Text);

        Assert.Contains($"Authorization: Bearer {Secret}", await asked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, output.Text, StringComparison.Ordinal);
        WrittenFiles.AssertNoneHolds(Secret, _folder);
    }

    /// <summary>Answers one request as a model does, and tells what it was asked.</summary>
    async Task<string> AnswerAsync()
    {
        using TcpClient call = await _model.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using NetworkStream stream = call.GetStream();
        StringBuilder request = new();
        byte[] chunk = new byte[4096];
        while (!request.ToString().Contains("lamp", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(chunk, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            request.Append(Encoding.ASCII.GetString(chunk, 0, read));
        }

        const string Answer = """{"choices":[{"message":{"role":"assistant","content":"The lamp."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Answer.Length}\r\nConnection: close\r\n\r\n{Answer}"), TestContext.Current.CancellationToken);
        return request.ToString();
    }
}
