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
    public async Task An_answer_is_on_disk_when_it_has_been_stored()
    {
        using CassetteStore store = new(Path.Combine(_folder.Path, "not", "there", "yet"), CassetteMode.Auto);

        await store.StoreAsync(Answer("Hi"));

        Assert.Equal("answer to Hi", Assert.Single(CassetteFile.Read(Path.Combine(store.Folder, "m.jsonl")).Recordings).Output.Text);
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
                reads += File.Exists(path) ? CassetteFile.Read(path).Recordings.Count : 0;
            }

            return reads;
        });

        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Task.Run(() => stores[i % 3].StoreAsync(Answer($"prompt {i}")))));
        await done.CancelAsync();

        Assert.True(await reading >= 0);
        Assert.Equal(150, CassetteFile.Read(path).Recordings.Count);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task What_a_killed_run_left_half_written_is_neither_read_nor_in_the_way()
    {
        _folder.Write("m.jsonl.tmp", "{\"model\":\"m\",\"pro");
        using CassetteStore store = new(_folder.Path, CassetteMode.Auto);

        Assert.Null(store.Find(Answer("Hi").Key));
        await store.StoreAsync(Answer("Hi"));

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
        Assert.Equal(2, CassetteFile.Read(Path.Combine(blocked, "m.jsonl")).Recordings.Count);
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
