using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class CourseRecordsOnSqliteTests() : CourseRecordsTests(DatabaseProvider.Sqlite);

public sealed class CourseRecordsOnSqlServerTests() : CourseRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Courses and accreditations of course providers, the same on every database.</summary>
public abstract class CourseRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Find_CourseWithAndWithoutDays_ComesBackAsStored()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Course full = PathSample.Course();
        Course bare = PathSample.Course("später") with { StartsOn = null, EndsOn = null, Skills = [], Title = "", Format = CourseFormat.Online };
        await temporary.Write(t =>
        {
            CourseRecords.Add(t, full, Noon);
            CourseRecords.Add(t, bare, Noon);
        });

        Assert.Equal(PathSample.Written(full), PathSample.Written(temporary.Read(t => CourseRecords.Find(t, full.ProviderId, full.CourseId))));
        Assert.Equal(PathSample.Written(bare), PathSample.Written(temporary.Read(t => CourseRecords.Find(t, bare.ProviderId, bare.CourseId))));
        Assert.Null(temporary.Read(t => CourseRecords.Find(t, PathSample.OtherProvider, full.CourseId)));
        Assert.Null(temporary.Read(t => CourseRecords.Find(t, full.ProviderId, "Spring")));
    }

    [Fact]
    public async Task Add_NameThatTheProviderHasTaken_IsRefusedAndForAnotherProviderIsNot()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await temporary.Write(t => CourseRecords.Add(t, PathSample.Course(), Noon));

        await Assert.ThrowsAsync<DuplicateKeyException>(
            () => temporary.Write(t => CourseRecords.Add(t, PathSample.Course() with { Title = "Another" }, Noon)));
        await temporary.Write(t => CourseRecords.Add(t, PathSample.Course(provider: PathSample.OtherProvider) with { Title = "Theirs" }, Noon));

        Assert.Equal("Theirs", temporary.Read(t => CourseRecords.Find(t, PathSample.OtherProvider, "spring"))!.Title);
        Assert.Equal(PathSample.Course().Title, temporary.Read(t => CourseRecords.Find(t, PathSample.Provider, "spring"))!.Title);
    }

    [Fact]
    public async Task List_PageByPage_GivesTheProvidersCoursesInOrderOfCodePoints()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        string[] ids = ["b", "B", "ä", "a-1", "a", "Z"];
        await temporary.Write(t =>
        {
            foreach (string id in ids)
            {
                CourseRecords.Add(t, PathSample.Course(id), Noon);
            }

            CourseRecords.Add(t, PathSample.Course("c", PathSample.OtherProvider), Noon);
        });

        string[] inOrder = [.. ids.Order(StringComparer.Ordinal)];
        Assert.Equal(inOrder[..2], Page("", 2));
        Assert.Equal(inOrder[2..5], Page(inOrder[1], 3));
        Assert.Equal(inOrder[5..], Page(inOrder[4], 100));
        Assert.Empty(Page(inOrder[5], 100));

        IEnumerable<string> Page(string after, int count) =>
            temporary.Read(t => CourseRecords.List(t, PathSample.Provider, after, count)).Select(course => course.CourseId);
    }

    [Fact]
    public async Task Of_AccreditationsThatWereExtended_GivesTheNewestOfEachBody()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        var american = new Accreditation("aha", "TC-1 «früher»", PathSample.Day);
        var extended = american with { Number = "TC-2 «später»", ExpiresOn = PathSample.Day.AddYears(1) };
        var redCross = new Accreditation("ärc", "ARC", PathSample.Day.AddDays(-1));
        await temporary.Write(t => AccreditationRecords.Set(t, PathSample.Provider, american, Noon));
        await temporary.Write(t => AccreditationRecords.Set(t, PathSample.Provider, redCross, Noon));
        await temporary.Write(t => AccreditationRecords.Set(t, PathSample.Provider, extended, Noon.AddDays(1)));

        Assert.Equal([extended, redCross], temporary.Read(t => AccreditationRecords.Of(t, PathSample.Provider)));
        Assert.Empty(temporary.Read(t => AccreditationRecords.Of(t, PathSample.OtherProvider)));
    }

    [Fact]
    public async Task Add_CourseOfNoProvider_IsRefusedByTheDatabase()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => temporary.Write(t => CourseRecords.Add(t, PathSample.Course(provider: "nobody"), Noon)));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => temporary.Write(
            t => AccreditationRecords.Set(t, "nobody", new Accreditation("aha", "1", PathSample.Day), Noon)));
    }
}
