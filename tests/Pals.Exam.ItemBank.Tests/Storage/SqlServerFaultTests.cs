using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>What a server on a network can do to a node: broken connections, deadlocks, a restart. No change is lost or made twice.</summary>
public sealed class SqlServerFaultTests
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ConnectionLostBeforeTheCommit_RunsAgainAndIsStoredOnce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(DatabaseProvider.SqlServer);
        await using var proxy = new TdsProxy(temporary.ConnectionString);
        await using ExamDatabase node = Open(proxy);
        await node.Write(t => ProviderRecords.Add(t, "first", "first", Noon), Cancellation);
        int runs = 0;

        proxy.CutNext(Cut.BeforeCommit);
        await node.Write(t => AddCounted(t, "second", ref runs), Cancellation);

        Assert.Equal(2, runs);
        Assert.Equal(["first", "second"], Providers(temporary.Database));
    }

    [Fact]
    public async Task Write_ConnectionLostAfterTheCommit_IsAcknowledgedAndDoesNotRunAgain()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(DatabaseProvider.SqlServer);
        await using var proxy = new TdsProxy(temporary.ConnectionString);
        await using ExamDatabase node = Open(proxy);
        await node.Write(t => ProviderRecords.Add(t, "first", "first", Noon), Cancellation);
        int runs = 0;

        proxy.CutNext(Cut.AfterCommit);
        await node.Write(t => AddCounted(t, "second", ref runs), Cancellation);
        await node.Write(t => ProviderRecords.Add(t, "third", "third", Noon), Cancellation);

        Assert.Equal(1, runs);
        Assert.Equal(["first", "second", "third"], Providers(temporary.Database));
    }

    [Fact]
    public async Task ReadAndWrite_EveryConnectionCut_GoOnWithNewOnes()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(DatabaseProvider.SqlServer);
        await using var proxy = new TdsProxy(temporary.ConnectionString);
        await using ExamDatabase node = Open(proxy);
        await node.Write(t => ProviderRecords.Add(t, "first", "first", Noon), Cancellation);
        Assert.Single(node.Read(ProviderRecords.List));

        proxy.CutAll();

        Assert.Single(node.Read(ProviderRecords.List));
        await node.Write(t => ProviderRecords.Add(t, "second", "second", Noon), Cancellation);
        Assert.Equal(["first", "second"], Providers(temporary.Database));
    }

    [Fact]
    public async Task ReadAndWrite_ServerOutOfReach_FailClearlyAndRecover()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(DatabaseProvider.SqlServer);
        await using var proxy = new TdsProxy(temporary.ConnectionString);
        await using ExamDatabase node = Open(proxy);

        proxy.IsClosed = true;
        proxy.CutAll();
        await Assert.ThrowsAsync<StorageException>(() => node.Write(t => ProviderRecords.Add(t, "lost", "lost", Noon), Cancellation));
        Assert.Throws<StorageException>(() => node.Read(ProviderRecords.List));

        proxy.IsClosed = false;
        await node.Write(t => ProviderRecords.Add(t, "found", "found", Noon), Cancellation);
        Assert.Equal(["found"], node.Read(ProviderRecords.List).Select(provider => provider.ProviderId));
    }

    [Fact]
    public async Task Write_TwoNodesThatWaitForOneAnother_BothSucceedInTheEnd()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(DatabaseProvider.SqlServer);
        await using ExamDatabase other = temporary.Open();
        await temporary.Write(t =>
        {
            ProviderRecords.Add(t, "left", "", Noon);
            ProviderRecords.Add(t, "right", "", Noon);
        });
        using var bothHoldTheirFirst = new Barrier(2);
        int runs = 0;

        await Task.WhenAll(Cross(temporary.Database, "left", "right"), Cross(other, "right", "left"));

        // One of the two was chosen to give way, and ran again.
        Assert.True(runs > 2, $"The changes ran {runs} times.");
        Assert.Single(temporary.Database.Read(ProviderRecords.List).Select(provider => provider.Name).Distinct());

        Task Cross(ExamDatabase node, string first, string second)
        {
            bool isFirstRun = true;
            return node.Write(
                t =>
                {
                    Interlocked.Increment(ref runs);
                    Rename(t, first, $"{first} then {second}");
                    if (isFirstRun)
                    {
                        isFirstRun = false;
                        bothHoldTheirFirst.SignalAndWait(Cancellation);
                    }

                    Rename(t, second, $"{first} then {second}");
                },
                Cancellation);
        }
    }

    private static ExamDatabase Open(TdsProxy proxy) => ExamDatabase.Open(DatabaseProvider.SqlServer, proxy.ConnectionString, TimeProvider.System);

    private static bool AddCounted(DbTransaction transaction, string name, ref int runs)
    {
        runs++;
        ProviderRecords.Add(transaction, name, name, Noon);
        return true;
    }

    private static void Rename(DbTransaction transaction, string providerId, string name) => transaction.Connection!.Execute(
        "UPDATE providers SET name = @name WHERE provider_id = @providerId", new { providerId, name }, transaction);

    private static IEnumerable<string> Providers(ExamDatabase database) =>
        database.Read(ProviderRecords.List).Select(provider => provider.ProviderId).Order(StringComparer.Ordinal);
}
