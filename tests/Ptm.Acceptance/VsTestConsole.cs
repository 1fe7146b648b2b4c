using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Ptm.Acceptance;

/// <summary>VSTest as an IDE drives it: <c>dotnet vstest</c> that is asked over a socket for the tests of an assembly.</summary>
internal static class VsTestConsole
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>The tests that VSTest finds: display name, file and line of each.</summary>
    public static async Task<IReadOnlyList<(string Name, string File, int Line)>> DiscoverAsync(string assembly, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        ProcessStartInfo start = new("dotnet", ["vstest", $"--ParentProcessId:{Environment.ProcessId}", $"--Port:{((IPEndPoint)listener.LocalEndpoint).Port}"])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using Process console = Process.Start(start)!;
        console.BeginOutputReadLine();
        try
        {
            using TcpClient connection = await listener.AcceptTcpClientAsync(limit.Token);
            using CancellationTokenRegistration closing = limit.Token.Register(connection.Close);
            return await Task.Run(() => Discover(connection.GetStream(), assembly), limit.Token);
        }
        finally
        {
            console.Kill(entireProcessTree: true);
        }
    }

    static List<(string Name, string File, int Line)> Discover(Stream stream, string assembly)
    {
        // Each message is a string as BinaryWriter writes it, which is JSON.
        using BinaryReader reader = new(stream);
        using BinaryWriter writer = new(stream);
        List<(string Name, string File, int Line)> found = [];
        while (true)
        {
            JsonElement message = JsonElement.Parse(reader.ReadString());
            JsonElement payload = message.TryGetProperty("Payload", out JsonElement content) ? content : default;
            switch (message.GetProperty("MessageType").GetString())
            {
                case "TestSession.Connected":
                    writer.Write("""{"MessageType":"ProtocolVersion","Payload":2}""");
                    break;
                case "ProtocolVersion":
                    writer.Write(JsonSerializer.Serialize(new { Version = 2, MessageType = "TestDiscovery.Start", Payload = new { Sources = new[] { assembly }, RunSettings = "<RunSettings />" } }));
                    break;
                case "TestDiscovery.TestFound":
                    found.AddRange(payload.EnumerateArray().Select(Read));
                    break;
                case "TestDiscovery.Completed":
                    if (payload.GetProperty("LastDiscoveredTests") is { ValueKind: JsonValueKind.Array } last)
                    {
                        found.AddRange(last.EnumerateArray().Select(Read));
                    }

                    return found;
                default:
                    break;
            }
        }
    }

    static (string Name, string File, int Line) Read(JsonElement test) =>
        (test.GetProperty("DisplayName").GetString()!, test.GetProperty("CodeFilePath").GetString() ?? "", test.GetProperty("LineNumber").GetInt32());
}
