using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>The place of a database that does not exist yet; gone with the test, and whatever was made there with it.</summary>
internal sealed class NewDatabase : IAsyncDisposable
{
    private readonly DatabaseProvider _provider;
    private readonly TemporaryFolder _folder = new();

    public NewDatabase(DatabaseProvider provider)
    {
        _provider = provider;
        ConnectionString = provider == DatabaseProvider.Sqlite
            ? new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.Path, "exams.db") }.ConnectionString
            : TestSqlServer.NewDatabase();
    }

    public string ConnectionString { get; }

    /// <summary>Opens the database, as each node does; the caller closes it.</summary>
    public ExamDatabase Open(ExamDatabaseOptions? options = null) =>
        ExamDatabase.Open(_provider, ConnectionString, TimeProvider.System, options);

    public ValueTask DisposeAsync()
    {
        if (_provider == DatabaseProvider.SqlServer)
        {
            TestSqlServer.Drop(ConnectionString);
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
