using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ptm.Engine;
using Ptm.Xunit;

namespace Ptm.MiniLM.Tests;

/// <summary>The model itself, and <c>similar</c> with it: in the engine, in a theory and in the command line.</summary>
public sealed class MiniLMTests : IDisposable
{
    static readonly string s_refunds = Path.Combine(Repository.Root, "tests", "Ptm.MiniLM.Tests");

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_is_a_vector_of_384_numbers_and_costs_nothing()
    {
        ModelOutput output = await EmbedAsync("The weather is lovely today.");

        double[] vector = Numbers(output);
        Assert.Equal(384, vector.Length);
        Assert.Equal(1, vector.Sum(number => number * number), 5);
        Assert.Equal(output.Text, JsonSerializer.Serialize(output.Json));
        Assert.Equal((0m, "all-MiniLM-L6-v2"), (output.CostUsd, output.Model));
        Assert.Equal(new TokenUsage(8, 0), output.Tokens);
    }

    [Theory]
    [InlineData("The weather is lovely today.", "It's so sunny outside!", 0.6660)]
    [InlineData("The weather is lovely today.", "He drove to the stadium.", 0.1046)]
    [InlineData("It's so sunny outside!", "He drove to the stadium.", 0.1411)]
    public async Task The_figures_are_those_that_the_authors_of_the_model_show(string one, string other, double cosine) =>
        Assert.Equal(cosine, Cosine(await EmbedAsync(one), await EmbedAsync(other)), 3);

    [Theory]
    [InlineData("How do I get my money back?", "I would like a refund.", "Which trains go to Madrid?")]
    [InlineData("A man is playing a guitar.", "Someone plays an instrument.", "The stock market fell sharply.")]
    [InlineData("The parcel has not arrived yet.", "My delivery is late.", "Please change my password.")]
    public async Task A_paraphrase_is_nearer_than_another_subject(string text, string paraphrase, string unrelated)
    {
        ModelOutput output = await EmbedAsync(text);

        double near = Cosine(output, await EmbedAsync(paraphrase));
        double far = Cosine(output, await EmbedAsync(unrelated));

        Assert.True(near > far + 0.2, string.Create(CultureInfo.InvariantCulture, $"{near} and {far}"));
    }

    [Theory]
    [InlineData("IS IT IN ISTANBUL?", "is it in istanbul?")]
    [InlineData("First line\nSecond\tline\r\n\r\n", "first line second line")]
    [InlineData("Café Müller", "cafe muller")]
    [InlineData("e\u0301te\u0301", "été")]
    [InlineData("half of a pair \uD83D here", "half of a pair here")]
    [InlineData("\u201CYes\u201D\u2014no", "\u201C yes \u201D \u2014 no")]
    [InlineData("a word of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa letters", "a word of \uE000 letters")]
    public async Task A_text_is_read_by_its_words_whatever_the_machines_culture(string one, string other)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.Equal((await EmbedAsync(other)).Text, (await EmbedAsync(one)).Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Many_calls_at_once_get_the_vectors_of_their_own_texts()
    {
        string[] texts = [.. Enumerable.Range(0, 24).Select(number => string.Create(CultureInfo.InvariantCulture, $"Order {number % 8} has {number % 8} items."))];

        ModelOutput[] outputs = await Task.WhenAll(texts.Select(EmbedAsync));

        Assert.Equal(outputs.Take(8).Concat(outputs.Take(8)).Concat(outputs.Take(8)).Select(output => output.Text), outputs.Select(output => output.Text));
        Assert.Equal(8, outputs.Select(output => output.Text).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends()
    {
        string longest = string.Concat(Enumerable.Repeat("word ", MiniLMEmbeddings.MaxTokens - 2));
        Assert.Equal(MiniLMEmbeddings.MaxTokens, (await EmbedAsync(longest)).Tokens!.Prompt);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await MiniLMEmbeddings.EmbedAsync(new() { Prompt = new() { Text = longest } }, source.Token);
            }
        });
    }

    [Fact]
    public async Task A_text_that_the_model_would_read_in_part_is_an_error()
    {
        string prompt = _folder.Write("long.yaml", """
            id: long
            prompt_text: '{% for i in range(511) %}word {% endfor %}'
            provider_profiles: [echo]
            tests: [{ assert: [{ type: not-similar, value: a word, provider: minilm }] }]
            """);

        CaseResult result = Assert.Single((await RunAsync(prompt)).Results);

        Assert.Equal(CaseOutcome.Error, result.Outcome);
        Assert.Contains("more than the 512 tokens that all-MiniLM-L6-v2 reads", result.Assertions[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Similar_compares_by_it()
    {
        RunResult run = await RunAsync(s_refunds);

        AssertionResult[] checks = [.. run.Results.Select(result => Assert.Single(result.Assertions))];
        Assert.All(checks, check => Assert.Equal((CaseOutcome.Passed, "minilm", 0m), (check.Outcome, check.Judge, check.CostUsd)));
        Assert.InRange(checks[0].Score, 0.5, 0.95);
        Assert.Equal(1, checks[1].Score, 5);
        Assert.InRange(checks[2].Score, 0.7, 1);
    }

    [PtmPromptTheory("refunds")]
    public void A_test_project_that_references_the_package_finds_it(CaseResult result) => Assert.Equal("minilm", result.Assertions[0].Judge);

    [Fact]
    public async Task The_command_line_finds_it_and_its_native_library_in_the_output_of_a_program()
    {
        string here = AppContext.BaseDirectory;
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(here))!);
        string ptm = Path.Combine(Repository.Root, "src", "Ptm.Cli", "bin", configuration, "net10.0", "ptm.dll");
        ProcessStartInfo start = new("dotnet", [ptm, "eval", "-c", s_refunds, "--assembly", Path.Combine(here, "Ptm.MiniLM.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("3 passed, 0 failed, 0 errors, 0 unchecked", text, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    static async Task<RunResult> RunAsync(string library)
    {
        PtmEngineOptions options = new() { ProviderAssemblies = { typeof(MiniLMEmbeddings).Assembly } };
        using PtmEngine engine = PtmEngine.Open(library, options);
        return await engine.RunAsync(engine.Plan(), cancellationToken: TestContext.Current.CancellationToken);
    }

    static Task<ModelOutput> EmbedAsync(string text) => MiniLMEmbeddings.EmbedAsync(new() { Prompt = new() { Text = text } }, TestContext.Current.CancellationToken);

    static double[] Numbers(ModelOutput output) => [.. output.Json!.Value.EnumerateArray().Select(number => number.GetDouble())];

    static double Cosine(ModelOutput one, ModelOutput other) => Numbers(one).Zip(Numbers(other), (a, b) => a * b).Sum();
}
