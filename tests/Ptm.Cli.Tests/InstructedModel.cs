using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

/// <summary>A model by script that shouts only where its prompt tells it to, and proposes what it is told to where it is asked to improve a prompt.</summary>
internal sealed class InstructedModel : IAsyncDisposable
{
    public const string Instruction = "Answer in capital letters.";

    readonly StubModelServer _server;
    int _calls;

    /// <param name="proposal">What is put behind the prompt's first line when it is to be improved.</param>
    public InstructedModel(string proposal = Instruction)
    {
        _server = new(request =>
        {
            string prompt = request.Body.GetProperty("messages")[0].GetProperty("content").GetString()!;
            OnCall();
            if (Interlocked.Increment(ref _calls) > HangsAfter)
            {
                return new("") { Hangs = true };
            }

            if (Refuses(WordIn(prompt)))
            {
                return new("""{"error":{"message":"not this word"}}""", 400);
            }

            bool isFirst = Answered.AddOrUpdate(prompt, 1, (_, count) => count + 1) == 1;
            return StubAnswer.Text(
                prompt.StartsWith("You improve a prompt", StringComparison.Ordinal)
                    ? JsonSerializer.Serialize(new { diagnosis = "It whispers.", edits = new[] { new { part = 1, find = "Say the word.", replace = $"Say the word. {proposal}" } }, rewrite = Array.Empty<string>() })
                : prompt.Contains(Instruction, StringComparison.Ordinal) || (Wavers && isFirst && !prompt.Contains(proposal, StringComparison.Ordinal) && (prompt.Trim()[^1] - '0') % 2 == 0) ? WordIn(prompt).ToUpperInvariant()
                : WordIn(prompt));
        });
    }

    /// <summary>How often each prompt was answered.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>How many calls are answered; those behind them never are.</summary>
    public int HangsAfter { get; set; } = int.MaxValue;

    /// <summary>Whether it shouts every other word the first time it is asked with the prompt as it was, and never again.</summary>
    public bool Wavers { get; set; }

    /// <summary>Words that it gives no answer to.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>What happens before an answer.</summary>
    public Action OnCall { get; set; } = () => { };

    public int Calls => Volatile.Read(ref _calls);

    public string Providers => $"providers: {{ model: {{ type: openai, model: m, base_url: '{_server.BaseUrl}', api_key_env: INSTRUCTED_KEY, input_usd_per_1m: 1, output_usd_per_1m: 1, parameters: {{ max_tokens: 100 }} }} }}\n";

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["INSTRUCTED_KEY"] = "k" };

    /// <summary>A workspace whose prompt <c>say</c> has sixteen cases, of which none passes with it.</summary>
    public Workspace CreateWorkspace(string optimization = "{ stability_samples: 1, validation_samples: 1 }")
    {
        Workspace workspace = new();
        workspace.Write("ptm.yaml", $"{Providers}cassettes: {{ mode: off }}\noptimization: {optimization}\n");
        workspace.Write("prompts/say.yaml", Prompt);
        return workspace;
    }

    public static string Prompt { get; } = $$$"""
        # The prompt of the words.
        id: say
        provider_profiles: [model]
        prompt_text: |  # with a variable
          Say the word.
          Word: {{ word }}

        # Each case is a word.
        tests:
        {{{string.Join('\n', Enumerable.Range(0, 16).Select(number => $"  - {{ id: case-{number}, vars: {{ word: word{number} }}, assert: [{{ type: equals, value: WORD{number} }}] }} # {number}"))}}}

        """.ReplaceLineEndings("\n");

    public static string Better { get; } = Prompt.Replace("  Say the word.\n", $"  Say the word. {Instruction}\n", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    static string WordIn(string prompt) => prompt.Split("Word: ")[^1].Trim();
}
