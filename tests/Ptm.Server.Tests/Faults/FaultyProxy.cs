using System.Net;
using System.Net.Sockets;

namespace Ptm.Server.Tests.Faults;

/// <summary>Something on the way to a server that breaks connections: each is let answer so many bytes, and is then reset or stalled. The last fault is followed by none.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stopping = new();
    readonly Uri _server;
    readonly Queue<ProxyFault> _faults;
    readonly List<Task> _connections = [];
    readonly Task _accepting;

    public FaultyProxy(Uri server, params ProxyFault[] faults)
    {
        (_server, _faults) = (server, new(faults));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Faults that did not happen yet.</summary>
    public int Left => _faults.Count;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _connections.Add(CarryAsync(client, _faults.TryDequeue(out ProxyFault? fault) ? fault : null));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task CarryAsync(TcpClient client, ProxyFault? fault)
    {
        using (client)
        {
            using TcpClient server = new();
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stopping.Token);
                Task asking = PumpAsync(client.GetStream(), server.GetStream(), null);
                Task answering = PumpAsync(server.GetStream(), client.GetStream(), fault);
                await Task.WhenAny(asking, answering);
                if (fault is { IsStall: true } && answering.IsCompletedSuccessfully)
                {
                    // The client waits for more until it no longer does.
                    await asking;
                }

                client.Client.LingerState = new(enable: fault is not null, 0);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has left, or the test is over.
            }
        }
    }

    async Task PumpAsync(NetworkStream from, NetworkStream to, ProxyFault? fault)
    {
        byte[] buffer = new byte[4096];
        long left = fault?.AfterBytes ?? long.MaxValue;
        int read;
        while (left > 0 && (read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), _stopping.Token)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
            left -= read;
        }
    }
}

/// <summary>What a connection suffers.</summary>
/// <param name="AfterBytes">Bytes of answers that still arrive.</param>
/// <param name="IsStall">True for a connection that stays and says nothing more, false for one that is reset.</param>
internal sealed record ProxyFault(long AfterBytes, bool IsStall);
