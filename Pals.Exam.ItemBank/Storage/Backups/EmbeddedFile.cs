using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage.Backups;

/// <summary>The file of an embedded database, and the two that stand beside it while it is in use.</summary>
internal sealed record EmbeddedFile(string Path)
{
    static EmbeddedFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>The changes that are not in the file itself yet.</summary>
    public string Log => Path + "-wal";

    /// <summary>The index of the log.</summary>
    public string Index => Path + "-shm";

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The file that a connection string names.</summary>
    /// <exception cref="InputException">It is no connection string of SQLite, or names no file.</exception>
    public static EmbeddedFile Of(string connectionString)
    {
        SqliteConnectionStringBuilder parts;
        try
        {
            parts = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new InputException(connectionString, 0, 0, "is no connection string of SQLite; expected for example \"Data Source=exams.db\"", exception);
        }

        return parts.DataSource is "" or ":memory:" || parts.Mode == SqliteOpenMode.Memory
            ? throw new InputException(connectionString, 0, 0, "names no file; expected for example \"Data Source=exams.db\"")
            : new EmbeddedFile(System.IO.Path.GetFullPath(parts.DataSource));
    }

    /// <summary>A file of another name in the same folder, so that moving it into place is one step.</summary>
    public EmbeddedFile Temporary() => new(System.IO.Path.Combine(Folder, $".{System.IO.Path.GetFileName(Path)}.{Guid.NewGuid():N}.tmp"));

    /// <summary>A connection of its own, closed with everything it holds.</summary>
    public SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Has the system put what it holds of the file onto the disk.</summary>
    public void Flush()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(Log);
        File.Delete(Index);
    }
}
