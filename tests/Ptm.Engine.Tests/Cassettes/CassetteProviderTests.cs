using System.Collections.Concurrent;
using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Code;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Cassettes;

public sealed class CassetteProviderTests : IDisposable
{
    const string Key = "sk-canary-0123456789abcdef";

    readonly TempFolder _folder = new();
    readonly KeyVariable _key = new(Key);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Auto_asks_the_model_once_and_replays_the_whole_answer_ever_after()
    {
        await using StubModelServer server = new(StubAnswer.Message(
            """{"role":"assistant","content":"für 東京 😀","tool_calls":[{"id":"a","type":"function","function":{"name":"refund","arguments":"{\"amount\":12.50}"}}]}""", "tool_calls"));

        ModelOutput live = await AskAsync(server, CassetteMode.Auto, "Hi");
        ModelOutput replayed = await AskAsync(server, CassetteMode.Auto, "Hi");
        ModelOutput offline = await AskAsync(null, CassetteMode.Replay, "Hi");

        Assert.Single(server.Requests);
        Assert.False(live.Recorded);
        Assert.True(replayed.Recorded);
        foreach (ModelOutput answer in (ModelOutput[])[replayed, offline])
        {
            Assert.Equal((live.Text, live.CostUsd, live.Tokens, live.FinishReason, live.Model), (answer.Text, answer.CostUsd, answer.Tokens, answer.FinishReason, answer.Model));
            Assert.Equal(Math.Round(live.Latency.TotalMilliseconds, 1), answer.Latency.TotalMilliseconds, 3);
            Assert.Equal("""{"amount":12.50}""", Assert.Single(answer.ToolCalls).Arguments.GetRawText());
        }
    }

    [Theory]
    [InlineData("stop", "stop", true)]
    [InlineData("length", "length", true)]
    [InlineData("model_length", "length", true)]
    [InlineData("eos", "eos", true)]
    [InlineData("content_filter", "content_filter", true)]
    [InlineData("somehow", "somehow", false)]
    public async Task An_answer_is_recorded_where_it_is_known_what_its_end_means(string end, string told, bool isRecorded)
    {
        await using StubModelServer server = new([.. Enumerable.Repeat(StubAnswer.Message("""{"role":"assistant","content":"Zür"}""", end), 2)]);

        ModelOutput first = await AskAsync(server, CassetteMode.Auto, "Hi");
        ModelOutput second = await AskAsync(server, CassetteMode.Auto, "Hi");

        Assert.Equal(("Zür", told), (first.Text, first.FinishReason));
        Assert.Equal(isRecorded, second.Recorded);
        Assert.Equal(isRecorded ? 1 : 2, server.Requests.Count);
    }

    [Fact]
    public async Task A_missing_recording_in_replay_is_an_error_that_names_the_command()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        await AskAsync(server, CassetteMode.Auto, "Hi", parameters: """{"temperature":1}""");

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => AskAsync(server, CassetteMode.Replay, "Hi"));

        Assert.Equal(DiagnosticCodes.RecordingMissing, error.Diagnostics[0].Code);
        Assert.Contains("Provider 'mini' has no recorded answer of gpt-4.1-mini to \"Hi\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("ptm record -c lib/ptm.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains("gpt-4.1-mini.jsonl(1), is of another request: temperature is not set, recorded 1.", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("You are a clerk.\nAnswer Ada politely.", "the prompt differs from line 2 on: \"Ada politely.\", recorded \"Bob politely.\"")]
    [InlineData("You were a clerk.\nAnswer Bob politely.", "the prompt differs from line 1 on: \"were a clerk. Answer Bob politely.\", recorded \"are a clerk. Answer Bob politely.\"")]
    [InlineData("You are a clerk.\nAnswer Bob politely. Be brief.", "the prompt differs from line 2 on: \"politely. Be brief.\", recorded \"politely.\"")]
    public async Task A_missing_recording_in_replay_tells_the_nearest_and_where_they_part(string prompt, string told)
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        foreach (string recorded in (string[])["Something else altogether", "You are a clerk.\nAnswer Bob politely.", "Zzz"])
        {
            await AskAsync(server, CassetteMode.Auto, recorded);
        }

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => AskAsync(server, CassetteMode.Replay, prompt));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_of_another_prompt_is_not_taken_for_near()
    {
        await using StubModelServer server = new(StubAnswer.Text("ok"));
        await AskAsync(server, CassetteMode.Auto, "Something else altogether");

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => AskAsync(server, CassetteMode.Replay, "Hi"));

        Assert.DoesNotContain("nearest", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task Five_repeats_record_five_answers_and_replay_each_in_its_slot_at_any_concurrency(int atOnce)
    {
        await using StubModelServer server = new([.. Enumerable.Range(1, 5).Select(i => StubAnswer.Text($"answer {i}"))]);
        Dictionary<int, string> recorded = await AskRepeatsAsync(server, CassetteMode.Auto, 5);

        Assert.Equal(5, recorded.Values.Distinct().Count());
        Assert.Equal(recorded, await AskRepeatsAsync(null, CassetteMode.Replay, atOnce));
    }

    [Fact]
    public async Task All_that_a_check_can_look_at_is_replayed()
    {
        ModelOutput live = new()
        {
            Text = """{"a":"ü"}""",
            Json = JsonElement.Parse("""{"a":"ü"}"""),
            Tokens = new(9, 3) { CachedPrompt = 4, Reasoning = 2 },
            CostUsd = 0.0000084m,
            Latency = TimeSpan.FromMilliseconds(410.5),
            FinishReason = "stop",
            Model = "m-1",
            Metadata = JsonElement.Parse("""{"id":"x"}"""),
            LogProbs = [-0.25, -1.5],
            TokenLogProbs = [new("a", -0.25, [new("a", -0.25, []), new("\n", -2, [])]), new("b", -1.5, [])],
        };
        Recording recording = Recording.Of(
            new() { Model = "m", Conversation = Conversation.OfText("Hi"), ResponseFormat = JsonElement.Parse("""{"type":"object"}"""), TopLogProbs = 5 }, live);
        _folder.Write("m.jsonl", recording.Line);

        using CassetteStore store = new(_folder.Path, CassetteMode.Replay);
        ModelOutput replayed = store.Find(recording.Key)!.Output;

        Assert.Equal((live.Text, live.Tokens, live.CostUsd, live.Latency, live.FinishReason, live.Model), (replayed.Text, replayed.Tokens, replayed.CostUsd, replayed.Latency, replayed.FinishReason, replayed.Model));
        Assert.Equal((live.Json?.GetRawText(), live.Metadata?.GetRawText()), (replayed.Json?.GetRawText(), replayed.Metadata?.GetRawText()));
        Assert.Equal(live.LogProbs, replayed.LogProbs);
        Assert.Equal(["a", "\n"], replayed.TokenLogProbs[0].Alternatives.Select(alternative => alternative.Token));
        Assert.NotEqual(recording.Key, Recording.Of(recording.Request with { ResponseFormat = null }, live).Key);
        Assert.NotEqual(recording.Key, Recording.Of(recording.Request with { TopLogProbs = 0 }, live).Key);
    }

    [Fact]
    public async Task Record_asks_again_and_overwrites_where_the_recording_is_and_keeps_its_note()
    {
        string path = _folder.Write("by-hand.jsonl", """
            {"comment":"Written by hand."}
            {"model":"gpt-4.1-mini","prompt":"Hi","output":{"text":"old"},"note":"reviewed"}
            """);
        await using StubModelServer server = new(StubAnswer.Text("new"));

        ModelOutput output = await AskAsync(server, CassetteMode.Record, "Hi");

        Assert.Equal("new", output.Text);
        Assert.Equal([path], Files());
        Assert.Equal("new", (await AskAsync(null, CassetteMode.Replay, "Hi")).Text);
        CassetteFile file = CassetteFile.Read(path);
        Assert.Equal(("Written by hand.", "reviewed"), (file.Comment, Assert.Single(file.Recordings).Note));
    }

    [Fact]
    public async Task Off_neither_reads_nor_writes_recordings()
    {
        _folder.Write("m.jsonl", "not a recording");
        await using StubModelServer server = new(StubAnswer.Text("live"));

        Assert.Equal("live", (await AskAsync(server, CassetteMode.Off, "Hi")).Text);
        Assert.Single(Files());
    }

    [Fact]
    public async Task Twins_among_the_cases_make_one_call_and_samples_one_each()
    {
        await using StubModelServer server = new(StubAnswer.Text("1"), StubAnswer.Text("2"), StubAnswer.Text("3"));
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);
        IPromptProvider provider = Catalog(server, store).Get("mini", null);

        ModelOutput[] twins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => provider.CompleteAsync(Requests.Of("Hi"), TestContext.Current.CancellationToken)));
        ModelOutput[] samples = await Task.WhenAll(Enumerable.Range(1, 2).Select(i => provider.CompleteAsync(Requests.Of("Hi", sample: i), TestContext.Current.CancellationToken)));

        Assert.Equal(["1"], twins.Select(twin => twin.Text).Distinct());
        Assert.Equal(["2", "3"], samples.Select(sample => sample.Text).Order());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Answers_that_failed_are_not_recorded()
    {
        await using StubModelServer server = new(
            new StubAnswer("no", 400), new StubAnswer("<html>"), new StubAnswer("""{"error":{}}"""), StubAnswer.Text("cut") with { IsCut = true });

        for (int i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<PtmException>(() => AskAsync(server, CassetteMode.Record, "Hi"));
        }

        Assert.Empty(Files());
    }

    [Fact]
    public async Task No_key_is_in_any_file_or_message_of_a_run()
    {
        await using StubModelServer server = new(
            StubAnswer.Text("fine"),
            new StubAnswer($"bad key {Key}", 401),
            StubAnswer.Text($"your key is {Key}"),
            new StubAnswer($"<html>{Key}</html>"));
        await AskAsync(server, CassetteMode.Auto, "1");
        List<string> messages = [];
        foreach (string prompt in (string[])["2", "3", "4"])
        {
            messages.Add((await Assert.ThrowsAsync<PtmException>(() => AskAsync(server, CassetteMode.Auto, prompt))).ToString());
        }

        Assert.All(server.Requests, request => Assert.Equal("Bearer " + Key, request.Headers["Authorization"]));
        string file = Assert.Single(Files());
        Assert.Contains("fine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.All([.. messages, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)], text =>
        {
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Bearer", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Authorization", text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_broken_cassette_is_an_error_of_every_call_until_it_is_mended()
    {
        string path = _folder.Write("m.jsonl", "{");
        using CassetteStore store = new(_folder.Path, CassetteMode.Replay);
        IPromptProvider provider = Catalog(null, store).Get("mini", null);

        for (int i = 0; i < 2; i++)
        {
            PtmException error = await Assert.ThrowsAsync<PtmException>(() => provider.CompleteAsync(Requests.Of("Hi"), TestContext.Current.CancellationToken));
            Assert.StartsWith($"{path}(1,", error.Message, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(path, """{"model":"gpt-4.1-mini","prompt":"Hi","output":{"text":"mended"}}""", TestContext.Current.CancellationToken);
        Assert.Equal("mended", (await provider.CompleteAsync(Requests.Of("Hi"), TestContext.Current.CancellationToken)).Text);
    }

    async Task<Dictionary<int, string>> AskRepeatsAsync(StubModelServer? server, CassetteMode mode, int atOnce)
    {
        using CassetteStore store = new(_folder.Path, mode);
        IPromptProvider provider = Catalog(server, store).Get("mini", null);
        ConcurrentDictionary<int, string> answers = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, 5).Reverse(), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = TestContext.Current.CancellationToken }, async (sample, cancellationToken) =>
            answers[sample] = (await provider.CompleteAsync(Requests.Of("Hi", sample: sample), cancellationToken)).Text);
        return new(answers);
    }

    async Task<ModelOutput> AskAsync(StubModelServer? server, CassetteMode mode, string prompt, string? parameters = null)
    {
        using CassetteStore store = new(_folder.Path, mode, "lib/ptm.yaml");
        return await Catalog(server, store, parameters).Get("mini", null).CompleteAsync(Requests.Of(prompt), TestContext.Current.CancellationToken);
    }

    ProviderCatalog Catalog(StubModelServer? server, CassetteStore store, string? parameters = null) => new(
        new Dictionary<string, ProviderSettings>
        {
            ["mini"] = new()
            {
                Name = "mini",
                Type = "openai",
                Model = "gpt-4.1-mini",
                BaseUrl = server?.BaseUrl ?? "https://models.invalid/v1",
                ApiKeyEnv = server is null ? "PTM_TEST_UNSET_KEY" : _key.Name,
                InputUsdPer1M = 0.4m,
                OutputUsdPer1M = 1.6m,
                Parameters = parameters is null ? null : JsonElement.Parse(parameters),
                TimeoutSeconds = 86_400,
            },
        },
        new Dictionary<string, IPromptProvider>(),
        store,
        Runners.Shared,
        new HurriedTime());

    string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
}
