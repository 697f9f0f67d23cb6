using System.Text;
using Microsoft.AspNetCore.Http;
using Pals.Exam.Api.Exams;

namespace Pals.Exam.Api.Tests;

public sealed class JsonBodyTests
{
    private const string Answer = """{"position":3,"answer":["B","D"],"seconds":12.5}""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Read_BodyThatComesInPieces_IsReadWhole(int piece)
    {
        AnswerRequest answer = await Read(new InPieces(Encoding.UTF8.GetBytes(Answer), piece));

        Assert.Equal((3, 12.5), (answer.Position, answer.Seconds));
        Assert.Equal(["B", "D"], answer.Answer);
    }

    [Fact]
    public async Task Read_ByteOrderMark_IsSkipped() =>
        Assert.Equal(3, (await Read(new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Answer)]))).Position);

    [Theory]
    [InlineData("null")]
    [InlineData(Answer + Answer)]
    [InlineData("{")]
    public async Task Read_AnotherBody_IsABadRequest(string body) =>
        Assert.Equal(400, (await Assert.ThrowsAsync<BadHttpRequestException>(() => Read(new MemoryStream(Encoding.UTF8.GetBytes(body))))).StatusCode);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    public async Task Read_AnotherMediaType_IsUnsupported(string? mediaType) => Assert.Equal(
        415, (await Assert.ThrowsAsync<BadHttpRequestException>(() => Read(new MemoryStream(Encoding.UTF8.GetBytes(Answer)), mediaType))).StatusCode);

    private static async Task<AnswerRequest> Read(Stream body, string? mediaType = "application/json")
    {
        var context = new DefaultHttpContext();
        context.Request.Body = body;
        context.Request.ContentType = mediaType;
        return await JsonBody.Read(context.Request, ApiJson.Default.AnswerRequest);
    }

    /// <summary>Gives a few bytes at a time, as a slow connection does.</summary>
    private sealed class InPieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
