using System.IO.Compression;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage.Backups;

/// <summary>
/// Copies an embedded database while exams run in it, and puts a copy back. A copy holds what was committed when it began, in one file, and is
/// checked before it takes its name.
/// </summary>
public static class DatabaseBackup
{
    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    /// <summary>Copies the database of a connection string to <paramref name="file"/>; a name ending in <c>.gz</c> is written compressed.</summary>
    /// <exception cref="InputException">There is no such database, or the file cannot be written.</exception>
    /// <exception cref="StorageException">The copy is not whole; nothing of it remains.</exception>
    public static BackupReport Create(string connectionString, string file)
    {
        EmbeddedFile source = EmbeddedFile.Of(connectionString);
        if (!File.Exists(source.Path))
        {
            throw new InputException(source.Path, 0, 0, "does not exist: there is no database to copy");
        }

        var target = new EmbeddedFile(Path.GetFullPath(file));
        if (!Directory.Exists(target.Folder))
        {
            throw new InputException(file, 0, 0, $"cannot be written: there is no folder {target.Folder}");
        }

        EmbeddedFile copy = target.Temporary();
        try
        {
            IReadOnlyDictionary<string, long> expected = Copy(source, copy);
            IReadOnlyDictionary<string, long> rows = DatabaseCheck.Require(copy, copy.Path);
            if (!rows.SequenceEqual(expected))
            {
                throw new StorageException("The copy has other rows than the database had when it began.");
            }

            if (AtomicFile.IsCompressed(file))
            {
                AtomicFile.WriteBinary(file, stream =>
                {
                    using FileStream uncompressed = File.OpenRead(copy.Path);
                    uncompressed.CopyTo(stream);
                });
                target.Flush();
            }
            else
            {
                copy.Flush();
                File.Move(copy.Path, target.Path, overwrite: true);
            }

            return new BackupReport(target.Path, new FileInfo(target.Path).Length, rows);
        }
        finally
        {
            copy.Delete();
        }
    }

    /// <summary>
    /// Puts a copy in the place of the database of a connection string. One that stands there is only replaced when asked, and kept under another
    /// name.
    /// </summary>
    /// <exception cref="InputException">The copy is not whole, or a database stands in its place.</exception>
    /// <exception cref="StorageException">The database to be replaced is in use.</exception>
    public static RestoreReport Restore(string file, string connectionString, bool replace, DateTimeOffset now)
    {
        EmbeddedFile target = EmbeddedFile.Of(connectionString);
        bool isThere = File.Exists(target.Path) || File.Exists(target.Log);
        if (isThere && !replace)
        {
            throw new InputException(target.Path, 0, 0, "exists; --replace puts the copy in its place and keeps it under another name");
        }

        if (!Directory.Exists(target.Folder))
        {
            throw new InputException(target.Path, 0, 0, $"cannot be written: there is no folder {target.Folder}");
        }

        if (File.Exists(file + "-wal"))
        {
            throw new InputException(file, 0, 0, "has a log beside it, so it is a database in use and no copy: make one with itembank backup");
        }

        EmbeddedFile copy = target.Temporary();
        try
        {
            Unpack(file, copy);
            IReadOnlyDictionary<string, long> rows = DatabaseCheck.Require(copy, file);
            copy.Flush();
            string? kept = isThere ? SetAside(target, now) : null;
            File.Move(copy.Path, target.Path);
            return new RestoreReport(target.Path, new FileInfo(target.Path).Length, rows, kept);
        }
        finally
        {
            copy.Delete();
        }
    }

    /// <summary>Copies page by page what one transaction sees, while others go on writing; returns the rows that it sees.</summary>
    private static IReadOnlyDictionary<string, long> Copy(EmbeddedFile source, EmbeddedFile copy)
    {
        try
        {
            using SqliteConnection from = source.Open(SqliteOpenMode.ReadOnly);
            using SqliteConnection to = copy.Open(SqliteOpenMode.ReadWriteCreate);
            using SqliteTransaction snapshot = from.BeginTransaction(deferred: true);
            IReadOnlyDictionary<string, long> rows = DatabaseCheck.Rows(snapshot);
            from.BackupDatabase(to);
            return rows;
        }
        catch (SqliteException exception)
        {
            throw new StorageException($"{source.Path} cannot be copied: {exception.Message}", exception);
        }
    }

    private static void Unpack(string file, EmbeddedFile copy)
    {
        try
        {
            using FileStream packed = File.OpenRead(file);
            using Stream content = AtomicFile.IsCompressed(file) ? new GZipStream(packed, CompressionMode.Decompress) : packed;
            using var unpacked = new FileStream(copy.Path, FileMode.CreateNew);
            content.CopyTo(unpacked);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(file, 0, 0, "does not exist; expected a file that itembank backup has written", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(file, 0, 0, "is not compressed as its name says", exception);
        }
    }

    /// <summary>Gives the database in the place another name, with all that is in its log; returns that name.</summary>
    private static string SetAside(EmbeddedFile target, DateTimeOffset now)
    {
        var aside = new EmbeddedFile($"{target.Path}.replaced-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        if (File.Exists(aside.Path))
        {
            throw new InputException(aside.Path, 0, 0, "exists: try again in a second");
        }

        if (File.Exists(target.Path))
        {
            RequireUnused(target);
        }

        // A log that stays behind would be taken for the log of the copy.
        Move(target.Path, aside.Path);
        Move(target.Log, aside.Log);
        Move(target.Index, aside.Index);
        return aside.Path;
    }

    /// <summary>Leaving the log takes a lock that is only to be had when nobody else has the database open; it also moves the log into the file.</summary>
    private static void RequireUnused(EmbeddedFile target)
    {
        try
        {
            using SqliteConnection connection = target.Open(SqliteOpenMode.ReadWrite);
            connection.DefaultTimeout = 1;
            if (connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") != "delete")
            {
                throw InUse(target, null);
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Corrupt or NoDatabase)
        {
            // What cannot be read is what a copy is there to replace; it is kept all the same.
            return;
        }
        catch (SqliteException exception)
        {
            throw InUse(target, exception);
        }
    }

    private static StorageException InUse(EmbeddedFile target, Exception? cause)
    {
        string message = $"{target.Path} is in use: stop the server first.";
        return cause is null ? new StorageException(message) : new StorageException(message, cause);
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to);
        }
    }
}

/// <summary>A copy that was made and checked.</summary>
/// <param name="Rows">Rows of each table.</param>
public sealed record BackupReport(string File, long Bytes, IReadOnlyDictionary<string, long> Rows);

/// <summary>A copy that was checked and put in place.</summary>
/// <param name="Kept">Where the database that stood there is now; null when there was none.</param>
public sealed record RestoreReport(string Database, long Bytes, IReadOnlyDictionary<string, long> Rows, string? Kept);
