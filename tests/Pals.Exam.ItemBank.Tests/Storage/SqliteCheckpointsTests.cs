using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>The log of a SQLite database and what moves it into the file. Nothing else tends these databases.</summary>
public sealed class SqliteCheckpointsTests : IAsyncDisposable
{
    private const int MostPages = 50;
    private const int Rows = 100;

    private readonly NewDatabase _place = new(DatabaseProvider.Sqlite);
    private readonly DbConnection _writer;
    private readonly DbConnection _beside;

    public SqliteCheckpointsTests()
    {
        SqlDialect dialect = SqlDialect.Of(DatabaseProvider.Sqlite);
        DatabaseAddress address = dialect.Address(_place.ConnectionString, new ExamDatabaseOptions());
        dialect.Prepare(address);
        _writer = dialect.OpenForWriting(address);
        _beside = dialect.OpenForWriting(address);
        _writer.Execute("CREATE TABLE rows (number INTEGER PRIMARY KEY)");
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _beside.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public void Pass_LogLongerThanItMayBe_MovesItAndTheLogBeginsAnew()
    {
        Write(0, Rows);
        long before = SqliteCheckpoints.Pages(_beside, "PASSIVE");

        SqliteCheckpoints.Pass(_beside, MostPages);
        Write(Rows, 1);

        Assert.True(before > MostPages);
        Assert.InRange(SqliteCheckpoints.Pages(_beside, "PASSIVE"), 1, MostPages);
        Assert.Equal(Rows + 1, _beside.ExecuteScalar<int>("SELECT COUNT(*) FROM rows"));
    }

    [Fact]
    public void Pass_WhileSomebodyWrites_MovesWhatIsThereAndHoldsNobodyUp()
    {
        Write(0, Rows);
        using (DbTransaction writing = _writer.BeginTransaction())
        {
            _writer.Execute("INSERT INTO rows (number) VALUES (@number)", new { number = Rows }, writing);
            SqliteCheckpoints.Pass(_beside, long.MaxValue);
            writing.Commit();
        }

        (long busy, long pages, long moved) = _beside.QuerySingle<(long, long, long)>("PRAGMA wal_checkpoint(PASSIVE)");
        Assert.Equal((0, pages), (busy, moved));
        Assert.Equal(Rows + 1, _beside.ExecuteScalar<int>("SELECT COUNT(*) FROM rows"));
    }

    [Fact]
    public void Open_NewDatabase_HasSmallPages() => Assert.Equal(2048, _writer.ExecuteScalar<int>("PRAGMA page_size"));

    private void Write(int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            _writer.Execute("INSERT INTO rows (number) VALUES (@number)", new { number });
        }
    }
}
