using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Access;

/// <summary>Holds every endpoint that may change something to <see cref="AuditMatrix"/>.</summary>
public sealed class AuditMatrixTests(AuditMatrixTests.ShippedServer shared) : IClassFixture<AuditMatrixTests.ShippedServer>
{
    private readonly ExamServer _server = shared.Server;

    public static TheoryData<string> Operations { get; } = new(AuditMatrix.Rows.Select(row => row.Operation));

    [Fact]
    public async Task Matrix_EveryEndpointThatIsNoGet_HasARowWithAnEntryOrAReason()
    {
        string[] documented = [.. (await ApiDocument.Read(_server)).Where(operation => operation.Method != "GET").Select(operation => operation.Name)];
        string[] missing = [.. documented.Except(AuditMatrix.Rows.Select(row => row.Operation))];
        string[] gone = [.. AuditMatrix.Rows.Select(row => row.Operation).Except(documented)];

        Assert.True(
            missing.Length == 0,
            $"Nobody has said what {string.Join(", ", missing)} leaves in the audit trail. Add to Rows in AuditMatrix.cs the action of the entry, or null "
            + "and the reason.");
        Assert.True(gone.Length == 0, $"AuditMatrix.cs has rows for what is no endpoint: {string.Join(", ", gone)}.");
        Assert.All(AuditMatrix.Rows, row => Assert.True(row.Action is null ^ row.Reason is null, row.Operation));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Endpoint_ChangingSomething_LeavesItsEntry(string operation)
    {
        AuditRow row = AuditMatrix.Rows.Single(row => row.Operation == operation);
        var calls = new AuditCalls(_server);
        AuditCall call = await calls.Make(operation);
        long before = _server.Database.Read(AuditRecords.Head)?.Sequence ?? 0;

        using HttpResponseMessage response = await calls.Send(call, operation.Split(' ')[0]);

        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{operation} got {(int)response.StatusCode}: {text}");
        AuditEntry[] entries = [.. _server.Database.Read(t => AuditRecords.All(t).Where(entry => entry.Sequence > before).ToArray())];
        if (row.Action is null)
        {
            Assert.Empty(entries.Select(entry => entry.Action));
        }
        else
        {
            Assert.Contains(row.Action, entries.Select(entry => entry.Action));
            Assert.All(entries, entry => Assert.DoesNotContain("audited-", entry.Subject + entry.Detail, StringComparison.Ordinal));
        }
    }

    /// <summary>A server with the shipped bank, whose forms written exams need.</summary>
    public sealed class ShippedServer : IAsyncDisposable
    {
        internal ExamServer Server { get; } = ExamServer.WithShippedBank();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
