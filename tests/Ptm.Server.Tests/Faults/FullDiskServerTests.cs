using System.Security.Cryptography;
using Ptm.Server.Tests.Http;
using Ptm.Server.Tests.Storage;

namespace Ptm.Server.Tests.Faults;

public sealed class FullDiskServerTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_full_disk_a_request_fails_with_507_and_nothing_acknowledged_is_lost()
    {
        using SmallDisk disk = new(megabytes: 3);
        string path = disk.Combine("ptm.db");
        string filler = disk.Combine("filler");
        await File.WriteAllBytesAsync(filler, new byte[1_000_000], Token);
        List<string> acknowledged = [];
        await using (RunningServer server = await RunningServer.StartAsync(options => options.Database = path))
        {
            using PtmClient client = new(server.Server.Url, "none");
            PtmException? full = null;
            for (int number = 0; full is null && number < 1_000; number++)
            {
                full = await TryAsync(client, number, acknowledged);
            }

            Assert.Equal(507, full?.Status);
            Assert.DoesNotContain(path, full?.Message, StringComparison.Ordinal);
            Assert.NotEmpty(acknowledged);
            Assert.Equal(acknowledged, (await client.Prompts.ListAsync(cancellationToken: Token)).Select(prompt => prompt.Id));
            File.Delete(filler);
            Assert.Null(await TryAsync(client, 9_999, acknowledged));
        }

        await using RunningServer again = await RunningServer.StartAsync(options => options.Database = path);
        using PtmClient after = new(again.Server.Url, "none");
        Assert.Equal(acknowledged, (await after.Prompts.ListAsync(cancellationToken: Token)).Select(prompt => prompt.Id));
    }

    static async Task<PtmException?> TryAsync(PtmClient client, int number, List<string> acknowledged)
    {
        try
        {
            // Of random letters, which no compression makes small.
            string text = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 20_000);
            acknowledged.Add((await client.Prompts.CreateAsync(new() { Id = $"p{number:0000}", Text = text }, Token)).Id);
            return null;
        }
        catch (PtmException error)
        {
            return error;
        }
    }
}
