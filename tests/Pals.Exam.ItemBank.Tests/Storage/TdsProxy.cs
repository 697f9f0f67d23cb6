using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>When a <see cref="TdsProxy"/> cuts a connection.</summary>
internal enum Cut
{
    Never,

    /// <summary>The server never hears of the commit.</summary>
    BeforeCommit,

    /// <summary>The server has committed, and the client never hears of it.</summary>
    AfterCommit,
}

/// <summary>
/// Stands between the program and a server that speaks TDS (the protocol of SQL Server, MS-TDS), passes on what both say, and cuts connections
/// where the test says.
/// </summary>
internal sealed class TdsProxy : IAsyncDisposable
{
    private const int HeaderLength = 8;
    private const byte TransactionManagerRequest = 0x0E;
    private const ushort CommitRequest = 7;

    // The types of TLS records; the login travels in one even where nothing else is encrypted.
    private const byte FirstTlsType = 0x14;
    private const byte LastTlsType = 0x17;
    private const int TlsHeaderLength = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _open = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private int _next;

    public TdsProxy(string connectionString)
    {
        var target = new SqlConnectionStringBuilder(connectionString);
        string[] place = target.DataSource.Replace("tcp:", "", StringComparison.Ordinal).Split(',');
        _host = place[0];
        _port = place.Length > 1 ? int.Parse(place[1], CultureInfo.InvariantCulture) : 1433;
        _listener.Start();
        target.DataSource = $"tcp:127.0.0.1,{((IPEndPoint)_listener.LocalEndpoint).Port}";
        target.Encrypt = false;
        ConnectionString = target.ConnectionString;
        _accepting = Accept();
    }

    /// <summary>The way to the database through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>While true, nobody gets through.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Cuts the connection of the next commit.</summary>
    public void CutNext(Cut cut) => Volatile.Write(ref _next, (int)cut);

    /// <summary>Cuts every connection there is.</summary>
    public void CutAll()
    {
        foreach ((TcpClient client, TcpClient server) in _open)
        {
            Close(client, server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        CutAll();
        await _accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                if (IsClosed)
                {
                    client.Dispose();
                    continue;
                }

                _ = Serve(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task Serve(TcpClient client)
    {
        var server = new TcpClient();
        await server.ConnectAsync(_host, _port);
        client.NoDelay = server.NoDelay = true;
        _open[client] = server;
        var cutsAtAnswer = new Flag();
        try
        {
            await Task.WhenAny(
                PassRequests(client.GetStream(), server.GetStream(), cutsAtAnswer), PassAnswers(server.GetStream(), client.GetStream(), cutsAtAnswer));
        }
        finally
        {
            Close(client, server);
        }
    }

    private async Task PassRequests(NetworkStream from, NetworkStream to, Flag cutsAtAnswer)
    {
        try
        {
            byte[] packet = new byte[1 << 16];
            while (true)
            {
                await from.ReadExactlyAsync(packet.AsMemory(0, TlsHeaderLength));
                int length = packet[0] is >= FirstTlsType and <= LastTlsType
                    ? TlsHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(3))
                    : BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
                await from.ReadExactlyAsync(packet.AsMemory(TlsHeaderLength, length - TlsHeaderLength));
                if (IsCommit(packet.AsSpan(0, length)))
                {
                    switch ((Cut)Interlocked.Exchange(ref _next, (int)Cut.Never))
                    {
                        case Cut.BeforeCommit:
                            return;
                        case Cut.AfterCommit:
                            cutsAtAnswer.Value = true;
                            break;
                    }
                }

                await to.WriteAsync(packet.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // One of the two has left.
        }
    }

    private static async Task PassAnswers(NetworkStream from, NetworkStream to, Flag cuts)
    {
        try
        {
            byte[] buffer = new byte[1 << 16];
            int count;
            while ((count = await from.ReadAsync(buffer)) > 0 && !cuts.Value)
            {
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // One of the two has left.
        }
    }

    private static bool IsCommit(ReadOnlySpan<byte> packet)
    {
        if (packet[0] != TransactionManagerRequest)
        {
            return false;
        }

        ReadOnlySpan<byte> data = packet[HeaderLength..];
        int headers = BinaryPrimitives.ReadInt32LittleEndian(data);
        return BinaryPrimitives.ReadUInt16LittleEndian(data[headers..]) == CommitRequest;
    }

    private void Close(TcpClient client, TcpClient server)
    {
        _open.TryRemove(client, out _);
        client.Dispose();
        server.Dispose();
    }

    private sealed class Flag
    {
        private volatile bool _value;

        public bool Value
        {
            get => _value;
            set => _value = value;
        }
    }
}
