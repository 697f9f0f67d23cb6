using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>A database of its own, with one definition and one parameter set; gone with the test.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly DatabaseProvider _provider;
    private readonly NewDatabase _place;

    private TemporaryDatabase(DatabaseProvider provider, ExamDatabaseOptions? options)
    {
        _provider = provider;
        _place = provider == DatabaseProvider.SqlServer ? EmptiedDatabases.Take() : new NewDatabase(provider);
        Database = Open(options);
    }

    public string ConnectionString => _place.ConnectionString;

    public ExamDatabase Database { get; private set; }

    public static StoredDefinition Definition { get; } = new("short", "name: short\n");

    public static StoredParameterSet ParameterSet { get; } = StoredParameterSet.Of(
        "test",
        isProvisional: true,
        [
            new StoredPoolItem(
                "ITEM-1", 1, """{"stem":"one"}""", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.1, -0.3, 0.2), true),
            new StoredPoolItem("ITEM-2", 3, """{"stem":"two"}""", ItemParameters.Graded(0.7, [-1, 0.1, 2.0 / 3]), false),
        ]);

    public static Task<TemporaryDatabase> Create(ExamDatabaseOptions? options = null) => Create(DatabaseProvider.Sqlite, options);

    /// <summary>A database of that provider; skips the test where there is no such server.</summary>
    public static async Task<TemporaryDatabase> Create(DatabaseProvider provider, ExamDatabaseOptions? options = null)
    {
        var temporary = new TemporaryDatabase(provider, options);
        await temporary.Write(transaction =>
        {
            DefinitionRecords.Add(transaction, Definition, Noon);
            ParameterSetRecords.Add(transaction, ParameterSet, Noon);
        });
        return temporary;
    }

    public static StoredExam NewExam(ExamPurpose purpose = ExamPurpose.Practice) => new()
    {
        ExamId = Guid.CreateVersion7(),
        DefinitionId = Definition.DefinitionId,
        ParameterSetId = ParameterSet.ParameterSetId,
        Seed = ulong.MaxValue - 7,
        ExcludedItems = ["ITEM-2"],
        Purpose = purpose,
        CandidateId = "nurse 17",
        TokenHash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        CreatedAt = Noon,
        StartedAt = Noon,
        Deadline = Noon.AddHours(1),
        Status = StoredExamStatus.InProgress,
    };

    public Task<T> Write<T>(Func<DbTransaction, T> change) => Database.Write(change, TestContext.Current.CancellationToken);

    public Task Write(Action<DbTransaction> change) => Database.Write(change, TestContext.Current.CancellationToken);

    /// <summary>Opens the database once more, as another node does.</summary>
    public ExamDatabase Open(ExamDatabaseOptions? options = null) => _place.Open(options);

    /// <summary>Closes the database and opens it again.</summary>
    public async Task Reopen()
    {
        await Database.DisposeAsync();
        Database = Open();
    }

    /// <summary>Stores an exam that shows its first item.</summary>
    public async Task<StoredExam> Begin(ExamPurpose purpose = ExamPurpose.Practice)
    {
        StoredExam exam = NewExam(purpose);
        await Write(transaction =>
        {
            ExamRecords.Add(transaction, exam);
            ExamRecords.Present(transaction, exam.ExamId, new AdministeredItem { Position = 1, ItemId = "ITEM-1", PresentedAt = Noon });
        });
        return exam;
    }

    public StoredExam? Find(Guid examId) => Database.Read(transaction => ExamRecords.Find(transaction, examId));

    public ImmutableArray<AdministeredItem> Administered(Guid examId) =>
        Database.Read(transaction => ExamRecords.Administered(transaction, examId));

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_provider == DatabaseProvider.SqlServer)
        {
            EmptiedDatabases.GiveBack(_place);
        }
        else
        {
            await _place.DisposeAsync();
        }
    }
}
