using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class ProgrammeRecordsOnSqliteTests() : ProgrammeRecordsTests(DatabaseProvider.Sqlite);

public sealed class ProgrammeRecordsOnSqlServerTests() : ProgrammeRecordsTests(DatabaseProvider.SqlServer);

/// <summary>The rules of programmes, the same on every database.</summary>
public abstract class ProgrammeRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Import_ChangedAndUnchangedText_IsARevisionOnlyWhenItChanged()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        var first = new StoredProgramme("österlich", 1, "name: Österlich\r\nsteps: 'α → β'\n", Noon);

        Assert.Equal(first, await Import(temporary, first.Text, Noon));
        Assert.Equal(first, await Import(temporary, first.Text, Noon.AddHours(1)));
        Assert.Equal(first with { Revision = 2, Text = "name: 2", CreatedAt = Noon.AddHours(2) }, await Import(temporary, "name: 2", Noon.AddHours(2)));
        Assert.Equal(first with { Revision = 3, CreatedAt = Noon.AddHours(3) }, await Import(temporary, first.Text, Noon.AddHours(3)));

        Assert.Equal(3, Assert.Single(temporary.Read(ProgrammeRecords.All)).Revision);
        Assert.Null(temporary.Read(t => ProgrammeRecords.Current(t, "Österlich")));
    }

    [Fact]
    public async Task InstallShipped_AfterAnImport_LeavesTheImportAndAddsTheOthers()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        string[] shipped = [.. ShippedProgrammes.Texts().Select(programme => programme.ProgrammeId).Order(StringComparer.Ordinal)];
        await temporary.Write(t => ProgrammeRecords.Import(t, shipped[0], "name: ours", "administrator:1", Noon));

        await temporary.Write(t => ProgrammeRecords.InstallShipped(t, Noon.AddHours(1)));
        await temporary.Write(t => ProgrammeRecords.InstallShipped(t, Noon.AddHours(2)));

        StoredProgramme[] all = [.. temporary.Read(ProgrammeRecords.All)];
        Assert.Equal(shipped, all.Select(programme => programme.ProgrammeId));
        Assert.Equal("name: ours", all[0].Text);
        Assert.All(all, programme => Assert.Equal(1, programme.Revision));
    }

    [Fact]
    public async Task InstallShipped_ByManyNodesAtOnce_AddsEachOnce()
    {
        const int Nodes = 4;
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        ExamDatabase[] nodes = [.. Enumerable.Range(0, Nodes).Select(_ => temporary.Open())];

        await Task.WhenAll(nodes.Select(node => node.Write(t => ProgrammeRecords.InstallShipped(t, Noon), TestContext.Current.CancellationToken)));

        Assert.All(temporary.Read(ProgrammeRecords.All), programme => Assert.Equal(1, programme.Revision));
        foreach (ExamDatabase node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Import_DifferentTextsByTwoNodesAtOnce_AreRevisionsOneAfterAnother()
    {
        const int Texts = 10;
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();

        StoredProgramme[] imported = await Task.WhenAll(Enumerable.Range(0, Texts).Select(i => (i % 2 == 0 ? temporary.Database : other).Write(
            t => ProgrammeRecords.Import(t, "pals", $"name: {i}", "administrator:1", Noon), TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(1, Texts), imported.Select(programme => programme.Revision).Order());
    }

    private static Task<StoredProgramme> Import(TemporaryDatabase temporary, string text, DateTimeOffset at) =>
        temporary.Write(t => ProgrammeRecords.Import(t, "österlich", text, "administrator:1", at));
}
