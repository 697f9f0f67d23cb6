namespace Pals.Exam.EndToEnd.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Collector_InTheConfiguration_ReceivesMetricsAndTracesWithoutWhoOrWhat()
    {
        using var folder = new TemporaryFolder();
        await using Collector collector = await Collector.Start();
        await using ServerProcess server = await ServerProcess.Start(
            folder.Path, "--Telemetry:Collector", collector.Url, "--Telemetry:IntervalSeconds", "0.2", "--Telemetry:TraceShare", "1");
        using HttpClient http = server.Client();
        VirtualCandidate candidate = await VirtualCandidate.Start(http, habit: 1);
        await candidate.Answer(http);
        await candidate.RequireEveryAnswer(http);

        string metrics = await collector.Until(
            "/v1/metrics",
            "pals.exam.answers", "conflict", "pals.exam.step.duration", "pals.exam.exams.started", "pals.exam.exams.active",
            "pals.exam.commit.changes", "pals.exam.commit.duration", "pals.exam.changes.waiting", "http.server.request.duration",
            "kestrel.active_connections", "dotnet.gc.last_collection.heap.size", "dotnet.process.cpu.time", "pals-exam");

        // Traces leave in batches; the rest goes when the server ends.
        Assert.Equal(0, await server.Stop());
        string traces = await collector.Until("/v1/traces", "answer", "commit");
        Assert.Equal(["application/x-protobuf"], collector.ContentTypes);
        Assert.All(candidate.Secrets, secret => Assert.DoesNotContain(secret, metrics + traces, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collector_OutOfReach_DisturbsNoExamAndNoEnd()
    {
        using var folder = new TemporaryFolder();
        await using ServerProcess server = await ServerProcess.Start(
            folder.Path, "--Telemetry:Collector", "http://127.0.0.1:1", "--Telemetry:IntervalSeconds", "0.1", "--Telemetry:TraceShare", "1");
        using HttpClient http = server.Client();
        VirtualCandidate candidate = await VirtualCandidate.Start(http, habit: 2);

        while (candidate.HasQuestion)
        {
            await candidate.Answer(http);
        }

        Assert.Equal(0, await server.Stop());
    }
}
