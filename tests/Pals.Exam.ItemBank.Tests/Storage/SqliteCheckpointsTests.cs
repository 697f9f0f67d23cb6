using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>The log of a SQLite database and what moves it into the file.</summary>
public sealed class SqliteCheckpointsTests : IAsyncDisposable
{
    private const int MostPages = 50;
    private const int Rows = 100;

    private readonly NewDatabase _place = new(DatabaseProvider.Sqlite);
    private readonly DbConnection _writer;
    private readonly SqliteCheckpoints _checkpoints;
    private int _rows;

    public SqliteCheckpointsTests()
    {
        SqlDialect dialect = SqlDialect.Of(DatabaseProvider.Sqlite);
        DatabaseAddress address = dialect.Address(_place.ConnectionString, new ExamDatabaseOptions());
        dialect.Prepare(address);

        // Less patient than anybody who would make it wait.
        _writer = dialect.OpenForWriting(dialect.Address(_place.ConnectionString, new ExamDatabaseOptions { BusyTimeout = TimeSpan.FromMilliseconds(100) }));
        _writer.Execute("CREATE TABLE rows (number INTEGER PRIMARY KEY)");
        _checkpoints = new SqliteCheckpoints(() => dialect.OpenForWriting(address), MostPages);
    }

    public async ValueTask DisposeAsync()
    {
        _checkpoints.Dispose();
        await _writer.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public void MoveRest_LogThatNoPassCouldEmpty_BeginsAnew()
    {
        Write(Rows);
        using (DbConnection reader = OpenReader())
        {
            using DbTransaction reading = Read(reader);
            Write(Rows);
            _checkpoints.Pass();
        }

        // Of the second hundred a pass could move nothing while somebody still read the first.
        Write(1);
        _checkpoints.MoveRest(_writer);
        Write(1);

        Assert.InRange(_writer.QuerySingle<(long, long Pages, long)>("PRAGMA wal_checkpoint(PASSIVE)").Pages, 1, MostPages);
        Assert.Equal((2 * Rows) + 2, _writer.ExecuteScalar<int>("SELECT COUNT(*) FROM rows"));
    }

    [Fact]
    public async Task Pass_WhileSomebodyReadsForLong_HoldsUpNoWriter()
    {
        Write(Rows);
        using DbConnection reader = OpenReader();
        using DbTransaction reading = Read(reader);
        Write(Rows);

        Task pass = Task.Run(_checkpoints.Pass, TestContext.Current.CancellationToken);
        do
        {
            Write(1);
            _checkpoints.MoveRest(_writer);
        }
        while (!pass.IsCompleted);

        await pass;
        Assert.Equal(_rows, _writer.ExecuteScalar<int>("SELECT COUNT(*) FROM rows"));
        Assert.Equal(Rows, reader.ExecuteScalar<int>("SELECT COUNT(*) FROM rows", transaction: reading));
    }

    [Fact]
    public async Task Database_WithNothingToDo_MovesItsLogIntoItsFile()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        var file = new FileInfo(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(temporary.ConnectionString).DataSource);
        long made = file.Length;
        await temporary.Write(t => ProviderRecords.Add(t, "provider", new string('x', 1_000_000), TemporaryDatabase.Noon));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (file.Length < made + 500_000)
        {
            Assert.True(await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));
            file.Refresh();
        }
    }

    [Fact]
    public void Open_NewDatabase_HasSmallPages() => Assert.Equal(2048, _writer.ExecuteScalar<int>("PRAGMA page_size"));

    private static DbTransaction Read(DbConnection reader)
    {
        DbTransaction reading = SqlDialect.Of(DatabaseProvider.Sqlite).BeginSnapshot(reader);
        reader.ExecuteScalar<int>("SELECT COUNT(*) FROM rows", transaction: reading);
        return reading;
    }

    private DbConnection OpenReader()
    {
        SqlDialect dialect = SqlDialect.Of(DatabaseProvider.Sqlite);
        return dialect.OpenForReading(dialect.Address(_place.ConnectionString, new ExamDatabaseOptions()));
    }

    private void Write(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _writer.Execute("INSERT INTO rows (number) VALUES (@number)", new { number = _rows++ });
        }
    }
}
