using System.Text.Json;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Cassettes;

public sealed class CassetteStoreTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_is_on_disk_when_it_has_been_stored_and_in_its_models_file_when_it_is_saved()
    {
        using CassetteStore store = new(Path.Combine(_folder.Path, "not", "there", "yet"), CassetteMode.Auto);

        await store.StoreAsync(Answer("Hi"));

        using (CassetteStore other = new(store.Folder, CassetteMode.Replay))
        {
            Assert.Equal("answer to Hi", other.Find(Answer("Hi").Key)?.Output.Text);
        }

        store.Save();

        Assert.Equal("answer to Hi", Assert.Single(CassetteFile.Read(Path.Combine(store.Folder, "m.jsonl")).Recordings).Output.Text);
        Assert.Single(Directory.GetFiles(store.Folder));
    }

    [Fact]
    public async Task Many_writers_of_several_stores_lose_nothing_and_readers_see_whole_files()
    {
        CassetteStore[] stores = [.. Enumerable.Range(0, 3).Select(_ => new CassetteStore(_folder.Path, CassetteMode.Auto))];
        using CancellationTokenSource done = new();
        string path = Path.Combine(_folder.Path, "m.jsonl");
        Task<int> reading = Task.Run(() =>
        {
            int reads = 0;
            while (!done.IsCancellationRequested)
            {
                using CassetteStore reader = new(_folder.Path, CassetteMode.Replay);
                reads += reader.Find(Answer("prompt 0").Key) is null ? 0 : 1;
            }

            return reads;
        });

        await Task.WhenAll(Enumerable.Range(0, 1_500).Select(i => Task.Run(() => stores[i % 3].StoreAsync(Answer($"prompt {i}")))));
        Parallel.ForEach(stores, store => store.Dispose());
        await done.CancelAsync();

        Assert.True(await reading >= 0);
        Assert.Equal(1_500, CassetteFile.Read(path).Recordings.Count);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task What_a_killed_run_had_recorded_is_replayed_and_joins_its_models_file_at_the_next_recording()
    {
        string journal = _folder.Write(".0123.recording", $"{Answer("whole").Line}\n{Answer("half").Line[..40]}");

        using (CassetteStore replaying = new(_folder.Path, CassetteMode.Replay))
        {
            Assert.Equal("answer to whole", replaying.Find(Answer("whole").Key)?.Output.Text);
            Assert.Null(replaying.Find(Answer("half").Key));
        }

        Assert.True(File.Exists(journal));
        using (CassetteStore recording = new(_folder.Path, CassetteMode.Auto))
        {
            await recording.StoreAsync(Answer("new"));
        }

        string file = Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.Equal(["new", "whole"], CassetteFile.Read(file).Recordings.Select(recording => recording.Request.Conversation.Text));
    }

    [Fact]
    public async Task A_journal_of_a_process_at_work_is_read_and_left_to_it()
    {
        using CassetteStore working = new(_folder.Path, CassetteMode.Auto);
        await working.StoreAsync(Answer("theirs"));

        using (CassetteStore other = new(_folder.Path, CassetteMode.Auto))
        {
            Assert.NotNull(other.Find(Answer("theirs").Key));
            await other.StoreAsync(Answer("mine"));
        }

        Assert.Equal("mine", Assert.Single(CassetteFile.Read(Path.Combine(_folder.Path, "m.jsonl")).Recordings).Request.Conversation.Text);
        working.Save();
        Assert.Equal(2, CassetteFile.Read(Path.Combine(_folder.Path, "m.jsonl")).Recordings.Count);
    }

    [Fact]
    public async Task A_file_is_written_seldom_however_many_answers_are_recorded()
    {
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);
        string path = Path.Combine(_folder.Path, "m.jsonl");
        HashSet<DateTime> written = [];
        for (int i = 0; i < 2_000; i++)
        {
            await store.StoreAsync(Answer($"prompt {i}"));
            if (File.Exists(path))
            {
                written.Add(File.GetLastWriteTimeUtc(path));
            }
        }

        Assert.InRange(written.Count, 1, 12);
    }

    [Fact]
    public async Task What_a_killed_run_left_half_written_is_neither_read_nor_in_the_way()
    {
        _folder.Write("m.jsonl.tmp", "{\"model\":\"m\",\"pro");
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);

        Assert.Null(store.Find(Answer("Hi").Key));
        await store.StoreAsync(Answer("Hi"));
        store.Save();

        Assert.Equal([Path.Combine(_folder.Path, "m.jsonl")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_and_the_answer_is_tried_again_with_the_next()
    {
        string blocked = _folder.Write("cassettes", "a file in the folder's place");
        using CassetteStore store = new(blocked, CassetteMode.Auto);

        PtmException error = await Assert.ThrowsAsync<PtmException>(() => store.StoreAsync(Answer("1")));
        Assert.Contains("cannot be recorded", error.Message, StringComparison.Ordinal);
        Assert.Contains(blocked, error.Message, StringComparison.Ordinal);

        File.Delete(blocked);
        await store.StoreAsync(Answer("2"));
        store.Save();
        Assert.Equal(2, CassetteFile.Read(Path.Combine(blocked, "m.jsonl")).Recordings.Count);
    }

    [Fact]
    public async Task An_answer_that_is_null_is_kept_and_one_that_could_not_be_read_again_is_an_error()
    {
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);
        Recording hi = Answer("Hi");

        await store.StoreAsync(hi with { Output = new ModelOutput { Text = "null", Json = JsonElement.Parse("null"), TokenLogProbs = [new("", -1, []), new("x", -2, [])] } });
        PtmException error = await Assert.ThrowsAsync<PtmException>(() => store.StoreAsync(hi with { Output = new ModelOutput { Text = "a", Tokens = new(-1, 0) } }));
        store.Save();

        Assert.Contains("'prompt' must be between 0 and", error.Message, StringComparison.Ordinal);
        ModelOutput read = Assert.Single(CassetteFile.Read(Path.Combine(_folder.Path, "m.jsonl")).Recordings).Output;
        Assert.Equal(("null", JsonValueKind.Null), (read.Text, read.Json?.ValueKind));
        Assert.Equal(["", "x"], read.TokenLogProbs.Select(token => token.Token));
    }

    [Fact]
    public void The_same_request_in_two_files_is_an_error_that_names_both()
    {
        string line = """{"model":"m","prompt":"Hi","output":{"text":"a"}}""";
        (string first, string second) = (_folder.Write("a.jsonl", line), _folder.Write("b.jsonl", line));
        using CassetteStore store = new(_folder.Path, CassetteMode.Replay);

        PtmException error = Assert.Throws<PtmException>(() => store.Find("any"));

        Assert.StartsWith($"{second}(1): error PTM3006: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{first}(1)", error.Message, StringComparison.Ordinal);
    }

    static Recording Answer(string prompt) =>
        Recording.Of(ModelRequest.From("m", new Dictionary<string, JsonElement>(), Requests.Of(prompt)), new ModelOutput { Text = "answer to " + prompt });
}
