using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Cli.Tests;

/// <summary>A folder with a library, and <c>ptm</c> run in it.</summary>
internal sealed partial class Workspace : IDisposable
{
    const string Header = "id: p\nprompt_text: \"{{ text }}\"\nprovider_profiles: [echo]\n";

    readonly TempFolder _folder = new();

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>A library with the one prompt <c>p</c>, which prints its variable <c>text</c>, and these tests.</summary>
    public static Workspace WithTests(string tests)
    {
        Workspace workspace = new();
        workspace.Write("ptm.yaml", "prompts: prompts/**/*.yaml\n");
        workspace.Write("prompts/p.yaml", Header + tests);
        return workspace;
    }

    /// <summary>A folder with one promptfoo config.</summary>
    public static Workspace WithPromptfoo(string config)
    {
        Workspace workspace = new();
        workspace.Write("promptfooconfig.yaml", config);
        return workspace;
    }

    public string Write(string name, string content) => _folder.Write(name, content);

    public string Read(string name) => File.ReadAllText(_folder.Combine(name));

    public string Combine(string name) => _folder.Combine(name);

    public Task<PtmOutput> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public async Task<PtmOutput> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using PtmProcess process = PtmProcess.Start(Folder, arguments, environment);
        return await process.WaitAsync();
    }

    /// <summary>Evaluates and reads the run file.</summary>
    public async Task<(PtmOutput Output, JsonElement Run)> EvaluateAsync(params string[] arguments)
    {
        PtmOutput output = await RunAsync(["eval", "-o", "run.json", .. arguments]);
        Assert.True(File.Exists(Combine("run.json")), $"exit code {output.ExitCode}\n{output.Out}{output.Error}");
        return (output, JsonElement.Parse(Read("run.json")));
    }

    /// <summary>A text without what differs from run to run.</summary>
    public string Scrub(string text) => Varying().Replace(text.Replace(Folder, "{folder}", StringComparison.Ordinal), "{varies}");

    [GeneratedRegex(@"(?<=embedded engine )[\d.]+|(?<=latency p95 )\d+|(?<=took )[\d.]+|(?<=127\.0\.0\.1:)\d+|(?<=after )[\d.]+(?= s\n)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
