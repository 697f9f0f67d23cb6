using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pals.Exam.LoadTest.Servers;

/// <summary>Receives the metrics of a server by OTLP, as a collector would, and keeps the size of its heap after the last collection.</summary>
internal sealed class HeapGauge : IAsyncDisposable
{
    private const string Metric = "dotnet.gc.last_collection.heap.size";

    // Field numbers of the protocol: resource metrics, scope metrics, metrics; then the name and the points of a sum, and a point's whole number.
    private const int ResourceMetrics = 1;
    private const int ScopeMetrics = 2;
    private const int Metrics = 2;
    private const int Name = 1;
    private const int Sum = 7;
    private const int Points = 1;
    private const int WholeNumber = 6;

    private readonly WebApplication _app;
    private long _bytes = -1;

    private HeapGauge(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>All generations together; null before the server has sent anything.</summary>
    public double? Megabytes => Volatile.Read(ref _bytes) is long bytes and >= 0 ? bytes / 1e6 : null;

    public static async Task<HeapGauge> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var gauge = new HeapGauge(builder.Build());
        gauge._app.MapPost("/v1/metrics", gauge.Take);
        await gauge._app.StartAsync();
        return gauge;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        foreach (ReadOnlyMemory<byte> metric in Messages(body.ToArray(), ResourceMetrics, ScopeMetrics, Metrics))
        {
            if (Messages(metric, Name).Any(name => Encoding.UTF8.GetString(name.Span) == Metric))
            {
                Volatile.Write(ref _bytes, Messages(metric, Sum, Points).Sum(point => Fixed64(point, WholeNumber)));
            }
        }

        return Results.Ok();
    }

    /// <summary>The length-delimited fields at a path of field numbers.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, params int[] path)
    {
        IEnumerable<ReadOnlyMemory<byte>> found = Fields(message).Where(field => field.Number == path[0] && field.Wire == 2).Select(field => field.Value);
        return path.Length == 1 ? found : found.SelectMany(inner => Messages(inner, path[1..]));
    }

    private static long Fixed64(ReadOnlyMemory<byte> message, int number) => Fields(message)
        .Where(field => field.Number == number && field.Wire == 1)
        .Sum(field => BinaryPrimitives.ReadInt64LittleEndian(field.Value.Span));

    private static List<(int Number, int Wire, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, int, ReadOnlyMemory<byte>)>();
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message.Span, ref at);
            int wire = (int)(key & 7);
            int begin = at;
            int length = wire switch
            {
                0 => Skip(message.Span, ref begin),
                1 => 8,
                2 => (int)Varint(message.Span, ref begin),
                5 => 4,
                _ => throw new InvalidOperationException($"The metrics have a field of the unknown kind {wire}."),
            };
            fields.Add(((int)(key >> 3), wire, message.Slice(begin, length)));
            at = begin + length;
        }

        return fields;
    }

    private static int Skip(ReadOnlySpan<byte> message, ref int at)
    {
        Varint(message, ref at);
        return 0;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
