using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Pals.Exam.Api.Tests.Fuzz;

/// <summary>What came back: the statuses of all responses, and everything as text.</summary>
internal sealed record RawResponse(IReadOnlyList<int> Statuses, string Text);

/// <summary>
/// HTTP/1.1 over a bare connection: a client of its own would refuse to send half of what a fuzz wants to send. The server's end is checked to
/// be well-formed on the way.
/// </summary>
internal sealed class RawConnection(Uri server) : IAsyncDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _received = [];
    private Socket? _socket;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sends a request whose end is where it says, and reads its response.</summary>
    public async Task<RawResponse> Send(byte[] request, bool isHead)
    {
        bool isFresh = _socket is null;
        try
        {
            return await SendOnce(request, isHead);
        }
        catch (SocketException) when (!isFresh)
        {
            // The server may close a connection at any time between two requests.
            Drop();
            return await SendOnce(request, isHead);
        }
    }

    /// <summary>Sends bytes and no more after them, and reads all that comes back: there may be no response, or several.</summary>
    public static async Task<RawResponse> SendBroken(Uri server, byte[] bytes)
    {
        using Socket socket = await Connect(server);
        var received = new MemoryStream();
        try
        {
            await socket.SendAsync(bytes, Cancellation);
            socket.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[64 * 1024];
            for (int count; (count = await socket.ReceiveAsync(buffer, Cancellation)) > 0;)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // To refuse bytes that are no HTTP by closing the connection is right.
            socket.Close();
        }

        string text = Encoding.Latin1.GetString(received.ToArray());
        int[] statuses = [.. text.Split("HTTP/1.1 ").Skip(1).Select(response => int.TryParse(response.AsSpan(0, Math.Min(3, response.Length)), out int status) ? status : 0)];
        return new RawResponse(statuses, text);
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return ValueTask.CompletedTask;
    }

    private async Task<RawResponse> SendOnce(byte[] request, bool isHead)
    {
        _socket ??= await Connect(server);
        _received.Clear();
        await _socket.SendAsync(request, Cancellation);
        (int status, string head) = await ReadHead();
        while (status is >= 100 and < 200)
        {
            (status, head) = await ReadHead();
        }

        string body = isHead || status is 204 or 304 ? "" : await ReadBody(head);
        if (head.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase))
        {
            Drop();
        }

        return new RawResponse([status], head + body);
    }

    private async Task<(int Status, string Head)> ReadHead()
    {
        int end;
        while ((end = IndexOfEnd()) < 0)
        {
            await Receive();
        }

        string head = Take(end, Encoding.Latin1);
        Assert.StartsWith("HTTP/1.1 ", head);
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head);
    }

    private async Task<string> ReadBody(string head)
    {
        if (Header(head, "Transfer-Encoding") is "chunked")
        {
            var body = new StringBuilder();
            while (true)
            {
                int size = int.Parse(await ReadLine(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                body.Append(await ReadText(size));
                Assert.Equal("", await ReadLine());
                if (size == 0)
                {
                    return body.ToString();
                }
            }
        }

        return await ReadText(int.Parse(Header(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture));
    }

    private async Task<string> ReadLine()
    {
        int end;
        while ((end = _received.IndexOf((byte)'\n')) < 0)
        {
            await Receive();
        }

        return (await ReadText(end + 1)).TrimEnd('\r', '\n');
    }

    private async Task<string> ReadText(int count)
    {
        while (_received.Count < count)
        {
            await Receive();
        }

        return Take(count, Encoding.UTF8);
    }

    private string Take(int count, Encoding encoding)
    {
        string text = encoding.GetString(CollectionsMarshal.AsSpan(_received)[..count]);
        _received.RemoveRange(0, count);
        return text;
    }

    private async Task Receive()
    {
        int count = await _socket!.ReceiveAsync(_buffer, Cancellation);
        if (count == 0)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        _received.AddRange(_buffer.AsSpan(0, count));
    }

    private int IndexOfEnd()
    {
        int at = CollectionsMarshal.AsSpan(_received).IndexOf(EndOfHead);
        return at < 0 ? -1 : at + EndOfHead.Length;
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 2)..])
        .FirstOrDefault();

    private static async Task<Socket> Connect(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Port, Cancellation);
        return socket;
    }

    private void Drop()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
