using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

namespace Ptm.Xunit.Tests.Program;

/// <summary>The compiled test assembly as an IDE drives it: a program that lists and runs tests over a socket.</summary>
public sealed class TestProgram : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Process _process;
    TcpClient? _connection;
    JsonRpc? _rpc;

    /// <summary>Starts the program with <paramref name="root"/> in place of its project's folder.</summary>
    public TestProgram(string root, params (string Name, string Value)[] environment)
        : this(root, [], environment)
    {
    }

    /// <summary>Starts the program with arguments.</summary>
    public TestProgram(string root, string[] arguments, params (string Name, string Value)[] environment)
        : this(StartInfo(root, environment), arguments)
    {
    }

    /// <summary>Starts a test program that was built elsewhere.</summary>
    public TestProgram(ProcessStartInfo start, params string[] arguments)
    {
        _listener.Start();
        foreach (string argument in (string[])["--server", "--client-host", "127.0.0.1", "--client-port", $"{((IPEndPoint)_listener.LocalEndpoint).Port}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
    }

    public static string Path { get; } = typeof(TestProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(metadata => metadata.Key == "TestProgram")?.Value ?? "";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static ProcessStartInfo StartInfo(string root, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Path) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PTM_ROOT"] = root;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The tests of methods, those of the first method first.</summary>
    public async Task<IReadOnlyList<TestNode>> ListAsync(params string[] methods)
    {
        List<TestNode> all = await UpdatesAsync("testing/discoverTests", new { runId = Guid.NewGuid() });
        return [.. methods.SelectMany(method => all.Where(node => node.Method == method))];
    }

    /// <summary>Runs listed tests by their ids, and returns how each ended.</summary>
    public async Task<IReadOnlyList<TestNode>> RunAsync(IReadOnlyList<TestNode> tests, Action<TestNode>? onUpdate = null)
    {
        var asked = tests.Select(test => new Dictionary<string, string> { ["uid"] = test.Uid, ["display-name"] = test.Name, ["node-type"] = "action", ["execution-state"] = "discovered" });
        return [.. (await UpdatesAsync("testing/runTests", new { runId = Guid.NewGuid(), tests = asked }, onUpdate)).Where(node => node.State is not ("in-progress" or "discovered"))];
    }

    /// <summary>Lists and runs the tests of methods, all in one run, and returns them in the order of the list.</summary>
    public async Task<IReadOnlyList<TestNode>> RunAsync(params string[] methods)
    {
        IReadOnlyList<TestNode> listed = await ListAsync(methods);
        ILookup<string, TestNode> ended = (await RunAsync(listed)).ToLookup(node => node.Uid);
        return [.. listed.SelectMany(test => ended[test.Uid])];
    }

    public async ValueTask DisposeAsync()
    {
        if (_rpc is null)
        {
            _process.Kill();
        }
        else
        {
            await _rpc.NotifyAsync("exit", CancellationToken.None);
            _rpc.Dispose();
        }

        _connection?.Dispose();
        _listener.Dispose();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    async Task<JsonRpc> ConnectAsync()
    {
        _connection = await _listener.AcceptTcpClientAsync(Cancelled);
        _rpc = new(_connection.GetStream());
        await _rpc.CallAsync(
            "initialize",
            new { processId = Environment.ProcessId, clientInfo = new { name = "tests", version = "1" }, capabilities = new { testing = new { debuggerProvider = false } } },
            (_, _) => { },
            Cancelled);
        return _rpc;
    }

    async Task<List<TestNode>> UpdatesAsync(string method, object parameters, Action<TestNode>? onUpdate = null)
    {
        List<TestNode> nodes = [];
        JsonRpc rpc = _rpc ?? await ConnectAsync();
        await rpc.CallAsync(method, parameters, Collect, Cancelled);
        return nodes;

        void Collect(string notification, JsonElement content)
        {
            if (notification == "testing/testUpdates/tests" && content.GetProperty("changes") is { ValueKind: JsonValueKind.Array } changes)
            {
                foreach (JsonElement change in changes.EnumerateArray())
                {
                    nodes.Add(TestNode.Of(change.GetProperty("node")));
                    onUpdate?.Invoke(nodes[^1]);
                }
            }
        }
    }
}
