using System.Text.Json.Nodes;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class ErasureRecordsOnSqliteTests() : ErasureRecordsTests(DatabaseProvider.Sqlite);

public sealed class ErasureRecordsOnSqlServerTests() : ErasureRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Taking people out of what is stored, the same on every database.</summary>
public abstract class ErasureRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Pseudonymize_OpenAndEndedExams_LeavesAWholeTrailAndNoName()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam open = await PathSample.Exam(temporary, PathSample.Name);
        StoredExam ended = await PathSample.Exam(temporary, PathSample.Name);
        StoredExam theirs = await PathSample.Exam(temporary, PathSample.Name, PathSample.OtherProvider);
        await PathSample.End(temporary, ended, Noon.AddHours(1));
        Guid[] exams = [.. temporary.Read(t => ErasureRecords.ExamsOf(t, PathSample.Provider, PathSample.Name))];
        Assert.Equal(new[] { open.ExamId, ended.ExamId }.Order(), exams.Order());

        await temporary.Write(t =>
        {
            foreach (Guid examId in exams)
            {
                ErasureRecords.Pseudonymize(t, examId, AuditActor.System, Noon.AddDays(1));
            }
        });

        string?[] names = [.. exams.Select(examId => temporary.Find(examId)!.CandidateId)];
        Assert.All(names, name => Assert.StartsWith("erased-", name));
        Assert.NotEqual(names[0], names[1]);
        Assert.Equal(PathSample.Name, temporary.Find(theirs.ExamId)!.CandidateId);
        Assert.Empty(temporary.Read(t => ErasureRecords.ExamsOf(t, PathSample.Provider, PathSample.Name)));
        AuditVerification trail = temporary.Read(t => AuditVerifier.Verify(t));
        Assert.True(trail.IsWhole, trail.Reason);
        Assert.Equal((1, 0), (trail.SealedExams, trail.UnsealedExams));
    }

    [Fact]
    public async Task RemoveFromEvents_EventsOfSeveral_TakesTheNameOutOfThatCandidatesOnly()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        var endpoint = new WebhookEndpoint(Guid.NewGuid(), PathSample.Provider, "https://a.example", [WebhookOutbox.ExamCompleted], Noon, null, null);
        await temporary.Write(t =>
        {
            WebhookRecords.Add(t, endpoint, [1]);
            foreach (string? candidate in new[] { PathSample.Name, "somebody else", null })
            {
                WebhookOutbox.Add(
                    t, PathSample.Provider, WebhookOutbox.ExamCompleted, new JsonObject { ["candidateId"] = candidate, ["status"] = "passed" }, Noon);
            }

            WebhookOutbox.AddTest(t, PathSample.Provider, endpoint.EndpointId, Noon);
        });

        await temporary.Write(t => ErasureRecords.RemoveFromEvents(t, PathSample.Provider, PathSample.Name));

        JsonNode?[] data = [.. temporary.Read(t => WebhookDeliveryRecords.Due(t, Noon, 10)).Select(due => JsonNode.Parse(due.Body)!["data"])];
        Assert.Equal(4, data.Length);
        Assert.Equal(["", "", "", "somebody else"], data.Select(one => (string?)one!["candidateId"] ?? "").Order());
        Assert.Equal(3, data.Count(one => (string?)one!["status"] == "passed"));
    }

    [Fact]
    public async Task Inactive_CandidatesOfEveryKind_GivesThoseWithWhomNothingHappenedSince()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        DateTimeOffset since = Noon.AddYears(1);
        foreach (string name in new[] { "nothing", "old exam", "old card", "open exam", "new exam", "new end", "new enrolment", "valid card" })
        {
            (StoredCandidate candidate, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary, name);
            await Happens(temporary, name, candidate, enrolment, since);
        }

        await temporary.Write(t => CandidateRecords.Add(t, PathSample.Candidate("new candidate"), since));

        (string ProviderId, string CandidateId)[] inactive = [.. temporary.Read(t => ErasureRecords.Inactive(t, since, 10))];
        Assert.Equal(["nothing", "old card", "old exam"], inactive.Select(one => one.CandidateId).Order());
        Assert.All(inactive, one => Assert.Equal(PathSample.Provider, one.ProviderId));
        Assert.Equal(2, temporary.Read(t => ErasureRecords.Inactive(t, since, 2)).Length);
    }

    [Fact]
    public async Task OldExams_OfCandidatesWhomNobodyEnrolled_AreGivenUntilTheyArePseudonymized()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await PathSample.Enrolled(temporary, "enrolled");
        StoredExam old = await PathSample.Exam(temporary, "passer-by");
        foreach ((string name, DateTimeOffset end) in new[] { ("passer-by", Noon.AddHours(2)), ("enrolled", Noon.AddHours(1)) })
        {
            await PathSample.End(temporary, await PathSample.Exam(temporary, name), end);
        }

        await PathSample.End(temporary, old, Noon.AddHours(1));
        await PathSample.Exam(temporary, "passer-by");
        await PathSample.End(temporary, await temporary.Begin(), Noon);

        DateTimeOffset before = Noon.AddHours(2);
        Assert.Equal([old.ExamId], temporary.Read(t => ErasureRecords.OldExams(t, before, 10)));
        await temporary.Write(t => ErasureRecords.Pseudonymize(t, old.ExamId, AuditActor.System, Noon));
        Assert.Empty(temporary.Read(t => ErasureRecords.OldExams(t, before, 10)));
    }

    [Fact]
    public async Task KeptCardsToErase_CardsWithoutTheirCandidate_AreGivenOnceTheyHaveExpired()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        DateOnly end = PathSample.Day.AddYears(1);
        foreach (string name in new[] { "stays", "gone", "gone too" })
        {
            (StoredCandidate candidate, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary, name);
            await temporary.Write(t => CardRecords.Add(t, PathSample.Card(name, enrolment, end)));
            if (name != "stays")
            {
                await temporary.Write(t =>
                {
                    EnrolmentRecords.DeleteOf(t, candidate.Key);
                    CandidateRecords.Delete(t, candidate.Key);
                });
            }
        }

        Assert.Empty(temporary.Read(t => ErasureRecords.KeptCardsToErase(t, end, 10)));
        Assert.Equal(["gone", "gone too"], temporary.Read(t => ErasureRecords.KeptCardsToErase(t, end.AddDays(1), 10)));
        Assert.Equal(["gone"], temporary.Read(t => ErasureRecords.KeptCardsToErase(t, end.AddDays(1), 1)));
        await temporary.Write(t => CardRecords.EraseHolder(t, "gone"));
        Assert.Equal(["gone too"], temporary.Read(t => ErasureRecords.KeptCardsToErase(t, end.AddDays(1), 10)));
    }

    private static async Task Happens(
        TemporaryDatabase temporary, string what, StoredCandidate candidate, StoredEnrolment enrolment, DateTimeOffset since)
    {
        DateOnly day = DateOnly.FromDateTime(since.UtcDateTime);
        switch (what)
        {
            case "old exam":
                await PathSample.End(temporary, await PathSample.Exam(temporary, what), since.AddMilliseconds(-1));
                break;
            case "new end":
                await PathSample.End(temporary, await PathSample.Exam(temporary, what), since);
                break;
            case "open exam":
                await PathSample.Exam(temporary, what);
                break;
            case "new exam":
                await temporary.Write(t => ExamRecords.Add(t, TemporaryDatabase.NewExam() with
                {
                    ProviderId = PathSample.Provider,
                    CandidateId = what,
                    CreatedAt = since,
                    EndedAt = Noon,
                    Status = StoredExamStatus.Expired,
                }));
                break;
            case "new enrolment":
                await temporary.Write(t => EnrolmentRecords.Add(t, PathSample.Enrolment(candidate) with { CreatedAt = since }));
                break;
            case "old card" or "valid card":
                Card card = PathSample.Card(what, enrolment, what == "old card" ? day.AddDays(-1) : day);
                await temporary.Write(t => CardRecords.Add(t, card));
                break;
            default:
                break;
        }
    }
}
