using System.Data.Common;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class CandidateRecordsOnSqliteTests() : CandidateRecordsTests(DatabaseProvider.Sqlite);

public sealed class CandidateRecordsOnSqlServerTests() : CandidateRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Candidates, the same on every database.</summary>
public abstract class CandidateRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Find_ByTheProvidersNameOrByKey_GivesTheCandidateAsStored()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredCandidate full = PathSample.Candidate();
        StoredCandidate bare = PathSample.Candidate("Nurse 17") with { Email = null };
        await Add(temporary, full, bare);

        Assert.Equal(full, temporary.Read(t => CandidateRecords.Find(t, full.ProviderId, full.CandidateId)));
        Assert.Equal(bare, temporary.Read(t => CandidateRecords.Find(t, bare.Key)));
        Assert.Null(temporary.Read(t => CandidateRecords.Find(t, PathSample.OtherProvider, full.CandidateId)));
        Assert.Null(temporary.Read(t => CandidateRecords.Find(t, Guid.NewGuid())));
    }

    [Fact]
    public async Task Add_NameThatTheProviderHasGiven_IsRefusedAndOfAnotherProviderIsNot()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await Add(temporary, PathSample.Candidate());

        await Assert.ThrowsAsync<DuplicateKeyException>(() => Add(temporary, PathSample.Candidate()));
        await Add(temporary, PathSample.Candidate(provider: PathSample.OtherProvider));

        Assert.Single(temporary.Read(t => CandidateRecords.List(t, PathSample.Provider, "", 10)));
        Assert.Single(temporary.Read(t => CandidateRecords.List(t, PathSample.OtherProvider, "", 10)));
    }

    [Fact]
    public async Task Change_NameEmailAndProfession_ChangesThatCandidateOnly()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredCandidate candidate = PathSample.Candidate();
        StoredCandidate other = PathSample.Candidate("nurse 18");
        await Add(temporary, candidate, other);
        StoredCandidate married = candidate with { Name = "Zoë O'Brien-Ångström", Email = null, Profession = "Ärztin" };

        await temporary.Write(t => CandidateRecords.Change(t, married));

        Assert.Equal(married, temporary.Read(t => CandidateRecords.Find(t, candidate.Key)));
        Assert.Equal(other, temporary.Read(t => CandidateRecords.Find(t, other.Key)));
    }

    [Fact]
    public async Task List_PageByPage_GivesTheProvidersCandidatesInOrderOfCodePoints()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        string[] ids = ["z", "é", "Z", "e", "10", "9"];
        await Add(temporary, [.. ids.Select(id => PathSample.Candidate(id)), PathSample.Candidate("f", PathSample.OtherProvider)]);

        string[] inOrder = [.. ids.Order(StringComparer.Ordinal)];
        Assert.Equal(inOrder[..4], Page("", 4));
        Assert.Equal(inOrder[4..], Page(inOrder[3], 4));
        Assert.Empty(Page(inOrder[5], 4));

        IEnumerable<string> Page(string after, int count) =>
            temporary.Read(t => CandidateRecords.List(t, PathSample.Provider, after, count)).Select(candidate => candidate.CandidateId);
    }

    [Fact]
    public async Task Delete_CandidateWhoIsEnrolled_IsRefusedByTheDatabaseUntilTheEnrolmentsAreGone()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, _) = await PathSample.Enrolled(temporary);

        await Assert.ThrowsAnyAsync<DbException>(() => temporary.Write(t => CandidateRecords.Delete(t, candidate.Key)));
        Assert.NotNull(temporary.Read(t => CandidateRecords.Find(t, candidate.Key)));

        await temporary.Write(t =>
        {
            EnrolmentRecords.DeleteOf(t, candidate.Key);
            CandidateRecords.Delete(t, candidate.Key);
        });
        Assert.Null(temporary.Read(t => CandidateRecords.Find(t, candidate.Key)));
    }

    [Fact]
    public async Task Add_ByTwoNodesAtOnce_OneIsStoredAndTheOtherIsTold()
    {
        const int Candidates = 20;
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();

        bool[][] stored = await Task.WhenAll(Enumerable.Range(0, Candidates).Select(i => Task.WhenAll(
            Try(temporary.Database, PathSample.Candidate($"nurse {i}")), Try(other, PathSample.Candidate($"nurse {i}")))));

        Assert.All(stored, pair => Assert.Single(pair, wins => wins));
        Assert.Equal(Candidates, temporary.Read(t => CandidateRecords.List(t, PathSample.Provider, "", 100)).Length);

        static async Task<bool> Try(ExamDatabase node, StoredCandidate candidate)
        {
            try
            {
                await node.Write(t => CandidateRecords.Add(t, candidate, Noon), TestContext.Current.CancellationToken);
                return true;
            }
            catch (DuplicateKeyException)
            {
                return false;
            }
        }
    }

    private static Task Add(TemporaryDatabase temporary, params StoredCandidate[] candidates) => temporary.Write(t =>
    {
        foreach (StoredCandidate candidate in candidates)
        {
            CandidateRecords.Add(t, candidate, Noon);
        }
    });
}
