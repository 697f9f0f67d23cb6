using System.Buffers;
using System.Net;
using System.Text;

namespace Pals.Exam.LoadTest.Http;

/// <summary>A response that has come to its end; its body lies in a pooled buffer until it is disposed of.</summary>
internal sealed class Reply(HttpResponseMessage response) : IDisposable
{
    // A question with its scenario fits; a report makes it grow.
    private const int UsualBytes = 8192;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _length;

    public HttpStatusCode Status { get; } = response.StatusCode;

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(0, _length);

    /// <summary>Reads <paramref name="body"/> to its end.</summary>
    public async ValueTask Fill(Stream body)
    {
        for (int read = -1; read != 0; _length += read)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            read = await body.ReadAsync(_buffer.AsMemory(_length));
        }
    }

    /// <exception cref="StatusException">The status is not one of success.</exception>
    public void RequireSuccess()
    {
        if (!response.IsSuccessStatusCode)
        {
            HttpRequestMessage request = response.RequestMessage!;
            throw new StatusException(
                Status,
                response.Headers.RetryAfter?.Delta,
                $"{request.Method} {request.RequestUri!.AbsolutePath} was answered with {(int)Status}: {Encoding.UTF8.GetString(Body)}");
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        Body.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
