using System.Globalization;
using Pals.Exam.Api.Tests.Access;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Api.Tests.Fuzz;

/// <summary>
/// Sends mutated requests to every endpoint that OpenAPI lists. <c>PALS_EXAM_FUZZ_REQUESTS</c> asks for more of them,
/// <c>PALS_EXAM_FUZZ_SEED</c> for others.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultRequests = 200_000;
    private const ulong DefaultSeed = 20261120;
    private const int Workers = 8;

    /// <summary>Objects wear out: exams end, keys are revoked, providers closed.</summary>
    private const int RequestsPerObjects = 1000;

    private MatrixObjects _objects = null!;

    [Fact]
    public async Task Requests_MutatedAtRandom_NeverFailTheServer()
    {
        int requests = (int)Setting("PALS_EXAM_FUZZ_REQUESTS", DefaultRequests);
        ulong seed = Setting("PALS_EXAM_FUZZ_SEED", DefaultSeed);
        await using ExamServer server = await ExamServer.Create(("Limits:Enabled", "false"), ("Practice:StartsPerMinute", "1000000000"));
        ApiOperation[] operations = await ApiDocument.Read(server);
        _objects = await MatrixObjects.Make(server);
        Uri address = server.Http.BaseAddress!;
        var statuses = new int[600];

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Work(worker), TestContext.Current.CancellationToken)));

        // A fuzz whose requests all bounce off the first check would find nothing.
        Assert.True(statuses[200] + statuses[201] > requests / 50, $"Only {statuses[200]} requests of {requests} got 200, and {statuses[201]} 201.");
        Assert.All([400, 401, 403, 404, 405, 413, 415, 422], status => Assert.True(statuses[status] > 0, $"No request got {status}."));
        using HttpResponseMessage alive = await server.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.True(alive.IsSuccessStatusCode);

        async Task Work(int worker)
        {
            await using var connection = new RawConnection(address);
            for (int i = worker; i < requests; i += Workers)
            {
                if (i % RequestsPerObjects == 0 && i > 0)
                {
                    _objects = await MatrixObjects.Make(server);
                }

                var random = new RandomStream(seed, (ulong)i);
                FuzzRequest request = FuzzRequest.Draw(operations, _objects, address, ref random);
                RawResponse response = request.IsBroken ? await RawConnection.SendBroken(address, request.Bytes) : await connection.Send(request.Bytes, request.IsHead);
                foreach (int status in response.Statuses)
                {
                    Interlocked.Increment(ref statuses[status]);

                    // 501 and 505 are the client's doing: a transfer coding or a version of HTTP that there is not.
                    Assert.True(status is < 500 or 503 || (request.IsBroken && status is 501 or 505), $"Request {i} of seed {seed}:\n{request}\n\n{response.Text}");
                }

                Assert.False(
                    response.Text.Contains("   at ", StringComparison.Ordinal) || response.Text.Contains("Exception", StringComparison.Ordinal),
                    $"Request {i} of seed {seed} shows the server's inside:\n{request}\n\n{response.Text}");
            }
        }
    }

    private static ulong Setting(string name, ulong byDefault) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
        ? ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : byDefault;
}
