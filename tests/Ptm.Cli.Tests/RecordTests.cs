using Ptm.Engine.Tests.Providers;

namespace Ptm.Cli.Tests;

/// <summary>Recording and keeping recordings, with a scripted model.</summary>
public sealed class RecordTests : IDisposable
{
    const string Cassette = ".ptm/cassettes/m.jsonl";

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Record_asks_for_what_is_missing_and_all_asks_again()
    {
        await using StubModelServer server = new([.. Enumerable.Range(1, 9).Select(i => StubAnswer.Text($"answer {i}"))]);
        Library(server, "[a, b]");

        PtmOutput first = await _workspace.RunAsync("record", "--max-concurrency", "1");
        Library(server, "[a, b, c]");
        PtmOutput second = await _workspace.RunAsync("record");
        PtmOutput replayed = await _workspace.RunAsync("eval", "--cassettes", "replay");
        PtmOutput again = await _workspace.RunAsync("record", "--all");

        Assert.True(first.ExitCode == 0, first.Out + first.Error);
        Assert.Contains($"2 answers recorded in {_workspace.Combine(".ptm/cassettes")}, 0 of the cases' answers were there already.", first.Out, StringComparison.Ordinal);
        Assert.Contains("1 answer recorded in", second.Out, StringComparison.Ordinal);
        Assert.Contains("2 of the cases' answers were there already.", second.Out, StringComparison.Ordinal);
        Assert.True(replayed.ExitCode == 0, replayed.Out);
        Assert.Contains("USD (recorded)", replayed.Out, StringComparison.Ordinal);
        Assert.Contains("3 answers recorded in", again.Out, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal([_workspace.Combine(Cassette)], Directory.GetFiles(_workspace.Combine(".ptm/cassettes")));
    }

    [Fact]
    public async Task Checks_that_fail_are_recorded_all_the_same_and_a_case_without_an_answer_is_an_error()
    {
        await using StubModelServer server = new(StubAnswer.Text("no"), new StubAnswer("{}", 400));
        Library(server, "[a, b]");

        PtmOutput output = await _workspace.RunAsync("record", "--max-concurrency", "1");

        Assert.Equal(3, output.ExitCode);
        Assert.Contains("1 answer recorded", output.Out, StringComparison.Ordinal);
        Assert.Contains("answered 400", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_before_the_process_was_killed_is_replayed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        await using StubModelServer server = new(StubAnswer.Text("answer 1"), new StubAnswer("") { Hangs = true });
        Library(server, "[a, b]");
        using (PtmProcess process = PtmProcess.Start(_workspace.Folder, ["record", "--max-concurrency", "1"], new Dictionary<string, string> { ["STUB_KEY"] = "k" }))
        {
            await process.LineWithAsync("passed");
            process.Signal("KILL");
            await process.WaitAsync();
        }

        Assert.False(File.Exists(_workspace.Combine(Cassette)));
        PtmOutput replayed = await _workspace.RunAsync("eval", "--cassettes", "replay", "--filter", "a 0");

        Assert.True(replayed.ExitCode == 0, replayed.Out);
    }

    [Fact]
    public async Task A_cassette_that_cannot_be_written_is_an_error()
    {
        await using StubModelServer server = new(StubAnswer.Text("answer"));
        Library(server, "[a]");
        _workspace.Write(".ptm/cassettes", "a file in the folder's place");

        PtmOutput output = await _workspace.RunAsync("record");

        Assert.Equal(3, output.ExitCode);
        Assert.Contains("The answer cannot be recorded", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_removes_what_no_case_asks_for_and_nothing_where_a_case_could_not_be_decided()
    {
        await using StubModelServer server = new([.. Enumerable.Range(1, 9).Select(i => StubAnswer.Text($"answer {i}"))]);
        Library(server, "[a, b, c]");
        await _workspace.RunAsync("record");
        Library(server, "[a]");

        PtmOutput trial = await _workspace.RunAsync("cassettes", "prune", "--dry-run");
        Assert.Equal(3, Recordings());
        PtmOutput pruned = await _workspace.RunAsync("cassettes", "prune");
        Assert.Equal(1, Recordings());
        Library(server, "[a, d]");
        PtmOutput refused = await _workspace.RunAsync("cassettes", "prune");

        Assert.True(trial.ExitCode == 0, trial.Out + trial.Error);
        Assert.Contains($"{Cassette}: 2 recordings would be removed\n  line 2: \"Say b.\"\n  line 3: \"Say c.\"\n", trial.Out, StringComparison.Ordinal);
        Assert.Contains("1 recording in use by 1 case, 2 removed.", pruned.Out, StringComparison.Ordinal);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("1 case of 2 could not be decided, so it is not known what they ask for, and nothing was removed.", refused.Out, StringComparison.Ordinal);
        Assert.Equal(1, Recordings());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Prune_keeps_samples_and_what_a_judge_said_of_labelled_outputs()
    {
        await using StubModelServer server = new([.. Enumerable.Range(1, 9).Select(i => StubAnswer.Text($$"""{"reason": "answer {{i}}", "pass": true, "score": 1}"""))]);
        Library(server, "[a]");
        _workspace.Write("labels.jsonl", "{\"output\": \"fine\", \"label\": \"pass\"}\n");
        await _workspace.RunAsync("record", "--repeat", "3");
        PtmOutput judged = await _workspace.RunAsync("judge", "check", "labels.jsonl", "--judge", "mini", "--criteria", "Fine.", "--cassettes", "auto");
        Assert.True((judged.ExitCode, Recordings()) == (0, 4), judged.Out + judged.Error);

        PtmOutput kept = await _workspace.RunAsync("cassettes", "prune");
        Assert.Equal(4, Recordings());
        PtmOutput pruned = await _workspace.RunAsync("cassettes", "prune", "--repeat", "2");

        Assert.Contains("1 recording in use by 1 case, 0 removed.", kept.Out, StringComparison.Ordinal);
        Assert.Contains("2 recordings in use by 2 cases, 1 removed.", pruned.Out, StringComparison.Ordinal);
        Assert.Equal(3, Recordings());
        Assert.Contains("\"note\":\"ptm judge check\"", _workspace.Read(Cassette).Replace("\": ", "\":", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Prune_of_one_file_keeps_what_the_rest_of_its_library_asks_for()
    {
        await using StubModelServer server = new(StubAnswer.Text("answer"));
        Library(server, "[a]");
        _workspace.Write("prompts/other.yaml", "id: other\nprompt_text: Tell.\nprovider_profiles: [mini]\ntests: [{assert: [{type: equals, value: answer}]}]\n");
        await _workspace.RunAsync("record");
        Assert.Equal(2, Recordings());

        PtmOutput output = await _workspace.RunAsync("cassettes", "prune", "-c", "prompts/say.yaml");

        Assert.Equal((0, 2), (output.ExitCode, Recordings()));
        Assert.Contains("0 removed", output.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twins_are_one_recording_and_a_missing_repeat_names_the_command_that_records_it()
    {
        await using StubModelServer server = new([.. Enumerable.Range(1, 9).Select(i => StubAnswer.Text($"answer {i}"))]);
        Library(server, "[a, a]");
        PtmOutput twins = await _workspace.RunAsync("record", "--all");

        PtmOutput missing = await _workspace.RunAsync("eval", "--cassettes", "replay", "--repeat", "2");

        Assert.Contains("1 answer recorded in", twins.Out, StringComparison.Ordinal);
        Assert.Contains("To call the model and record: ptm record", missing.Out, StringComparison.Ordinal);
        Assert.Contains("--repeat 2", missing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_paid_for_and_not_kept_has_an_unknown_cost()
    {
        await using StubModelServer server = new(StubAnswer.Text("answer"));
        Library(server, "[a]");
        _workspace.Write(".ptm/cassettes", "a file in the folder's place");

        PtmOutput output = await _workspace.RunAsync("eval", "--cassettes", "auto", "--max-errors", "1", "--max-cost-usd", "0.0001");

        Assert.Equal(3, output.ExitCode);
        Assert.Contains("cost unknown", output.Out, StringComparison.Ordinal);
        PtmOutput verified = await _workspace.RunAsync("cassettes", "verify");
        Assert.Equal(2, verified.ExitCode);
    }

    [Fact]
    public async Task Verify_names_each_line_that_is_wrong()
    {
        Library(null, "[a]");
        _workspace.Write(".ptm/cassettes/a.jsonl", """
            {"model":"m","prompt":"Hi","output":{"text":"a"}}
            {"model":"m","prompt":"Key?","output":{"text":"it is Y2FuYXJ5LWtleS0wMTIz"}}
            """);
        _workspace.Write(".ptm/cassettes/b.jsonl", """
            {"model":"m","prompt":"Hi","output":{"text":"b"}}
            """);
        _workspace.Write(".ptm/cassettes/c.jsonl", "{\n");
        _workspace.Write(".ptm/cassettes/d.jsonl", """{"model":"m","parameters":{"temperature":0,"temperature":1},"prompt":"x","output":{"text":"a"}}""");
        _workspace.Write(".ptm/cassettes/.0123.recording", """{"model":"m","prompt":"Left","output":{"text":"canary-key-0123"}}""" + "\n");

        PtmOutput output = await _workspace.RunAsync(new Dictionary<string, string> { ["SOME_API_KEY"] = "canary-key-0123" }, "cassettes", "verify");

        Assert.Equal(2, output.ExitCode);
        Assert.Contains(".ptm/cassettes/a.jsonl(2): error PTM3004: This recording holds the value of the environment variable SOME_API_KEY.", output.Out, StringComparison.Ordinal);
        Assert.Contains(".ptm/cassettes/b.jsonl(1): error PTM3006:", output.Out, StringComparison.Ordinal);
        Assert.Contains(".ptm/cassettes/c.jsonl(1,", output.Out, StringComparison.Ordinal);
        Assert.Contains(".ptm/cassettes/d.jsonl(1): error PTM3006: The parameter 'temperature' is there twice.", output.Out, StringComparison.Ordinal);
        Assert.Contains(".ptm/cassettes/.0123.recording(1): error PTM3004: This recording holds the value", output.Out, StringComparison.Ordinal);
        Assert.Contains("3 recordings of 1 model in 4 files: 5 errors.", output.Out, StringComparison.Ordinal);

        File.Delete(_workspace.Combine(".ptm/cassettes/d.jsonl"));
        File.Delete(_workspace.Combine(".ptm/cassettes/.0123.recording"));
        File.Delete(_workspace.Combine(".ptm/cassettes/b.jsonl"));
        File.Delete(_workspace.Combine(".ptm/cassettes/c.jsonl"));
        output = await _workspace.RunAsync("cassettes", "verify");
        Assert.Equal((0, "2 recordings of 1 model in 1 file: nothing is wrong.\n"), (output.ExitCode, output.Out));
    }

    int Recordings() => _workspace.Read(Cassette).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    void Library(StubModelServer? server, string words)
    {
        _workspace.Write("ptm.yaml", $"providers: {{mini: {{type: openai, model: m, base_url: '{server?.BaseUrl ?? "http://127.0.0.1:9/v1"}', input_usd_per_1m: 1, output_usd_per_1m: 1}}}}\n");
        string tests = string.Concat(words.Trim('[', ']').Split(", ").Select(word => $"  - {{description: '{word} 0', vars: {{word: {word}}}, assert: [{{type: icontains, value: answer}}]}}\n"));
        _workspace.Write("prompts/say.yaml", $"id: say\nprompt_text: Say {{{{word}}}}.\nprovider_profiles: [mini]\ntests:\n{tests}");
    }
}
