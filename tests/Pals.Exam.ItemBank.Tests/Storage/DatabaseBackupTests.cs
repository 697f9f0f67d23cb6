using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Storage.Backups;
using Pals.Exam.ItemBank.Tests.Commands;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class DatabaseBackupTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 30, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("copy.db")]
    [InlineData("copy.db.gz")]
    public async Task Create_WhileExamsAreWritten_HoldsAllThatWasAcknowledgedBefore(string name)
    {
        using var folder = new TemporaryFolder();
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        StoredExam[] before = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => temporary.Begin()));
        foreach (StoredExam exam in before)
        {
            await Answer(temporary, exam);
        }

        var stop = new CancellationTokenSource();
        Task<int> writing = Task.Run(async () =>
        {
            int written = 0;
            for (; !stop.IsCancellationRequested; written++)
            {
                await Answer(temporary, await temporary.Begin());
            }

            return written;
        });
        BackupReport report = DatabaseBackup.Create(temporary.ConnectionString, folder[name]);
        await stop.CancelAsync();
        int meanwhile = await writing;

        RestoreReport restored = DatabaseBackup.Restore(folder[name], Connection(folder["restored.db"]), replace: false, Now);
        Assert.Equal(report.Rows, restored.Rows);
        Assert.InRange(report.Rows["exams"], before.Length, before.Length + meanwhile);
        Assert.Equal([name, "restored.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using ExamDatabase copy = ExamDatabase.Open(Connection(folder["restored.db"]), TimeProvider.System);
        foreach (StoredExam exam in before)
        {
            ImmutableArray<AdministeredItem> items = copy.Read(transaction => ExamRecords.Administered(transaction, exam.ExamId));
            Assert.Equal(["B"], items.Single().Answer!.Given);
            Assert.Equal(exam.Seed, copy.Read(transaction => ExamRecords.Find(transaction, exam.ExamId))!.Seed);
        }
    }

    [Fact]
    public async Task Restore_DatabaseThere_RefusesUnlessAskedAndKeepsItWithItsLog()
    {
        using var folder = new TemporaryFolder();
        string connection = Connection(folder["exams.db"]);
        await using (ExamDatabase database = ExamDatabase.Open(connection, TimeProvider.System))
        {
            await Provider(database, "first");
            DatabaseBackup.Create(connection, folder["copy.db"]);
            await Provider(database, "second");

            Assert.Contains("--replace", Refused(() => DatabaseBackup.Restore(folder["copy.db"], connection, replace: false, Now)), StringComparison.Ordinal);
            StorageException inUse = Assert.Throws<StorageException>(() => DatabaseBackup.Restore(folder["copy.db"], connection, replace: true, Now));
            Assert.Contains("in use", inUse.Message, StringComparison.Ordinal);
            await Provider(database, "third");
        }

        RestoreReport restored = DatabaseBackup.Restore(folder["copy.db"], connection, replace: true, Now);

        Assert.Equal(folder["exams.db.replaced-20260115T123005Z"], restored.Kept);
        Assert.Equal(["first"], await Providers(connection));
        Assert.Equal(["first", "second", "third"], await Providers(Connection(restored.Kept!)));
    }

    [Fact]
    public async Task Restore_OverDatabaseKilledWithALog_LeavesNoLogThatTheCopyWouldTakeForItsOwn()
    {
        using var folder = new TemporaryFolder();
        string connection = Connection(folder["exams.db"]);
        await using (ExamDatabase database = ExamDatabase.Open(connection, TimeProvider.System))
        {
            await Provider(database, "first");
            DatabaseBackup.Create(connection, folder["copy.db"]);
            await Provider(database, "second");

            // What a killed server leaves: the file, and a log that nobody has moved into it.
            foreach (string file in new[] { "exams.db", "exams.db-wal" })
            {
                File.Copy(folder[file], folder[file.Replace("exams", "killed", StringComparison.Ordinal)]);
            }
        }

        DatabaseBackup.Restore(folder["copy.db"], Connection(folder["killed.db"]), replace: true, Now);

        Assert.False(File.Exists(folder["killed.db-wal"]));
        Assert.Equal(["first"], await Providers(Connection(folder["killed.db"])));
        Assert.Equal(["first", "second"], await Providers(Connection(folder["killed.db.replaced-20260115T123005Z"])));
    }

    [Fact]
    public async Task Restore_DamagedCopy_IsRefusedAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => temporary.Begin()));
        DatabaseBackup.Create(temporary.ConnectionString, folder["copy.db"]);
        byte[] bytes = await File.ReadAllBytesAsync(folder["copy.db"], TestContext.Current.CancellationToken);
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(folder["damaged.db"], bytes, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["short.db"], bytes[..5000], TestContext.Current.CancellationToken);
        folder.Write("text.db", "no database");
        folder.Write("text.db.gz", "not compressed");
        using (SqliteConnection other = new(Connection(folder["other.db"])))
        {
            other.Open();
            other.Execute("CREATE TABLE notes (note TEXT)");
        }

        foreach (string name in new[] { "damaged.db", "short.db", "text.db", "text.db.gz", "other.db", "missing.db" })
        {
            Assert.StartsWith(folder[name], Refused(() => DatabaseBackup.Restore(folder[name], Connection(folder["exams.db"]), replace: true, Now)), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(folder.Path, "*exams.db*"));
    }

    [Fact]
    public async Task Restore_CopyOfAnotherBuild_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        DatabaseBackup.Create(temporary.ConnectionString, folder["copy.db"]);
        using (SqliteConnection connection = new(Connection(folder["copy.db"])))
        {
            connection.Open();
            connection.Execute("INSERT INTO schema_migrations (number, name, script_hash, applied_at) VALUES (9999, '9999_later.sql', 'x', 0)");
        }

        Assert.Contains("schema 9999", Refused(
            () => DatabaseBackup.Restore(folder["copy.db"], Connection(folder["exams.db"]), replace: false, Now)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_BackupAndRestore_ReportWhatTheyDidAndRefuseWhatTheyMust()
    {
        using var folder = new TemporaryFolder();
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await temporary.Begin();

        ProcessResult backup = await ItembankProcess.RunAsync("backup", "--database", temporary.ConnectionString, "--out", folder["copy.db"], "--json");
        ProcessResult restore = await ItembankProcess.RunAsync("restore", "--from", folder["copy.db"], "--database", Connection(folder["exams.db"]));
        ProcessResult again = await ItembankProcess.RunAsync("restore", "--from", folder["copy.db"], "--database", Connection(folder["exams.db"]));
        ProcessResult missing = await ItembankProcess.RunAsync("backup", "--database", Connection(folder["nothing.db"]), "--out", folder["x.db"]);

        Assert.Equal((0, 0, 2, 2), (backup.ExitCode, restore.ExitCode, again.ExitCode, missing.ExitCode));
        Assert.Contains("\"exams\": 1", backup.Output, StringComparison.Ordinal);
        Assert.Contains("1 exams", restore.Output, StringComparison.Ordinal);
        Assert.Contains("--replace", again.Error, StringComparison.Ordinal);
        Assert.Contains("there is no database", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["x.db"]));
    }

    private static string Connection(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString;

    private static string Refused(Action action) => Assert.Throws<InputException>(action).Message;

    private static Task Provider(ExamDatabase database, string id) => database.Write(
        transaction => ProviderRecords.Add(transaction, id, id, Now), TestContext.Current.CancellationToken);

    private static async Task<string[]> Providers(string connection)
    {
        await using ExamDatabase database = ExamDatabase.Open(connection, TimeProvider.System);
        return database.Read(transaction => transaction.Connection!.Query<string>("SELECT provider_id FROM providers ORDER BY provider_id").ToArray());
    }

    private static Task<bool> Answer(TemporaryDatabase temporary, StoredExam exam) => temporary.Write(transaction => ExamRecords.Answer(
        transaction, exam.ExamId, 1, new ItemAnswer { Given = ["B"], Score = 1, AnsweredAt = TemporaryDatabase.Noon }));
}
