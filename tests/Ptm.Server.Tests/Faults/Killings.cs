using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Server.Tests.Faults;

/// <summary>A run on a server that is killed again and again, each time with SIGKILL and in the midst of the work.</summary>
internal static class Killings
{
    /// <summary>Cases that a server evaluates at once.</summary>
    public const int AtOnce = 16;

    /// <summary>Runs <paramref name="cases"/> cases and kills the server <paramref name="kills"/> times on the way.</summary>
    /// <returns>The run as it ended.</returns>
    public static async Task<RunResult> RunAsync(string program, string folder, int cases, int kills, CancellationToken cancellationToken)
    {
        string? key = null;
        for (int kill = 0; kill <= kills; kill++)
        {
            using ServeProcess server = await ServeProcess.StartAsync(program, folder, "--max-concurrency", AtOnce.ToString(CultureInfo.InvariantCulture));
            using PtmClient client = new(server.Url, "none");
            key ??= (await client.Evaluations.RunManualAsync(Manual(cases), cancellationToken)).RunKey;
            if (kill == kills)
            {
                return await client.Runs.WaitAsync(key, TimeSpan.FromMinutes(5), cancellationToken: cancellationToken);
            }

            // Between the results of the last kill and the next, so that each interrupts work.
            int until = cases * (kill + 1) / (kills + 2);
            await foreach (RunProgress step in client.Runs.FollowAsync(key, 0, cancellationToken))
            {
                if (step.Completed >= until)
                {
                    break;
                }
            }

            server.Kill();
        }

        throw new InvalidOperationException("The last round returns.");
    }

    public static string PromptOf(int index) => string.Create(CultureInfo.InvariantCulture, $"Say {index}");

    public static ManualEval Manual(int cases, int from = 0) => new()
    {
        Prompt = new()
        {
            Id = "manual",
            Text = "Say {{ number }}",
            ProviderProfiles = ["counted"],
            Tests =
            [
                .. Enumerable.Range(from, cases).Select(index => new TestCase
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"case {index}"),
                    Index = index - from,
                    Vars = JsonElement.Parse(new JsonObject { ["number"] = index }.ToJsonString()),
                    Assertions = [new() { Type = "equals", Value = JsonElement.Parse(JsonSerializer.Serialize("scripted: " + PromptOf(index))) }],
                }),
            ],
        },
    };
}
