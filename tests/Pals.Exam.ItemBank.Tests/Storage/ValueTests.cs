using Dapper;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class ValueOnSqliteTests() : ValueTests(DatabaseProvider.Sqlite);

public sealed class ValueOnSqlServerTests() : ValueTests(DatabaseProvider.SqlServer);

/// <summary>What is stored comes back to the last bit, the same on every database.</summary>
public abstract class ValueTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    public static TheoryData<string> Texts =>
    [
        "",
        " ",
        "two  spaces and one at the end ",
        "tab\tnew line\nreturn\r\nquote ' \" ` -- ; /* @x {y}",
        "Zoë Ångström, 李小龙, محمد, İstanbul ı ß",
        "e\u0301 is not \u00e9",
        "🫀 beyond the first plane 👩🏽‍⚕️ and joined",
        "\u0001\u001f\u007f\u2028\ufffd\uffff",
        "% _ [a-z] \\ LIKE",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_OfAnyKind_ComesBackTheSame(string text)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        var definition = new StoredDefinition(text, text);
        await temporary.Write(t => DefinitionRecords.Add(t, definition, Noon));

        Assert.Equal(definition, temporary.Database.Read(t => DefinitionRecords.Find(t, definition.DefinitionId)));
    }

    [Fact]
    public async Task Text_OfAMillionCharacters_ComesBackTheSame()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        var definition = new StoredDefinition("long", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"é{i,8}\n")));
        Assert.Equal(1_000_000, definition.Text.Length);
        await temporary.Write(t => DefinitionRecords.Add(t, definition, Noon));

        Assert.Equal(definition, temporary.Database.Read(t => DefinitionRecords.Find(t, definition.DefinitionId)));
    }

    [Fact]
    public async Task Keys_ThatDifferInCaseAccentOrForm_AreDifferent()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        string[] ids = ["heart", "Heart", "HEART", "héart", "he\u0301art", "heart-", "ｈeart", new string('x', 200), $"{new string('x', 199)}y"];
        await temporary.Write(t =>
        {
            foreach (string id in ids)
            {
                ProviderRecords.Add(t, id, $"named {id}", Noon);
            }
        });

        Assert.All(ids, id => Assert.Equal($"named {id}", temporary.Database.Read(t => ProviderRecords.Find(t, id))!.Name));
        Assert.Equal(
            ids.Order(StringComparer.Ordinal),
            temporary.Database.Read(t => t.Connection!.Query<string>("SELECT provider_id FROM providers ORDER BY provider_id", transaction: t)));
    }

    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(1_768_478_400_123L, 1_768_478_400_124L)]
    [InlineData(-62_135_596_800_000L, 253_402_300_799_999L)]
    public async Task Times_ToTheMillisecond_ComeBackAndCompare(long started, long deadline)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam exam = TemporaryDatabase.NewExam() with
        {
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(started),
            Deadline = DateTimeOffset.FromUnixTimeMilliseconds(deadline),
        };
        await temporary.Write(t => ExamRecords.Add(t, exam));

        StoredExam found = temporary.Find(exam.ExamId)!;
        Assert.Equal((exam.StartedAt, exam.Deadline), (found.StartedAt, found.Deadline));
        Assert.Empty(temporary.Database.Read(t => ExamRecords.Overdue(t, exam.Deadline.Value, 1)));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public async Task Seed_OfAllItsRange_ComesBackTheSame(ulong seed)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam exam = TemporaryDatabase.NewExam() with { Seed = seed, ExcludedItems = [], CandidateId = null, Deadline = null };
        await temporary.Write(t => ExamRecords.Add(t, exam));

        StoredExam found = temporary.Find(exam.ExamId)!;
        Assert.Equal((seed, (string?)null, (DateTimeOffset?)null), (found.Seed, found.CandidateId, found.Deadline));
        Assert.Empty(found.ExcludedItems);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(1e-9)]
    [InlineData(86_400.000000001)]
    public async Task Seconds_OfAnAnswer_ComeBackBitForBit(double seconds)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        var answer = new ItemAnswer { Given = ["", "ä;'\"", "🫀"], Score = int.MaxValue, AnsweredAt = Noon.AddTicks(10_000), Seconds = seconds };
        Assert.True(await temporary.Write(t => ExamRecords.Answer(t, examId, 1, answer)));

        ItemAnswer found = Assert.Single(temporary.Administered(examId)).Answer!;
        Assert.Equal(answer.Given.AsEnumerable(), found.Given);
        Assert.Equal((answer.Score, answer.AnsweredAt, answer.Seconds), (found.Score, found.AnsweredAt, found.Seconds));
    }

    [Fact]
    public async Task First_SmallerThanWhatThereIs_GivesTheFirstInOrder()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam[] exams = [.. Enumerable.Range(0, 5).Select(i => TemporaryDatabase.NewExam() with { Deadline = Noon.AddMinutes((i * 3) % 5) })];
        await temporary.Write(t =>
        {
            foreach (StoredExam exam in exams)
            {
                ExamRecords.Add(t, exam);
            }
        });

        Assert.Equal(
            exams.OrderBy(exam => exam.Deadline).Take(3).Select(exam => exam.ExamId),
            temporary.Database.Read(t => ExamRecords.Overdue(t, Noon.AddHours(1), 3)));
    }

    [Fact]
    public async Task Add_ReferenceToNothing_IsRefusedByTheDatabase()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam orphan = TemporaryDatabase.NewExam() with { DefinitionId = "none" };

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => temporary.Write(t => ExamRecords.Add(t, orphan)));

        Assert.Null(temporary.Find(orphan.ExamId));
    }
}
