using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class CardRecordsOnSqliteTests() : CardRecordsTests(DatabaseProvider.Sqlite);

public sealed class CardRecordsOnSqlServerTests() : CardRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Cards and what happens to them, the same on every database.</summary>
public abstract class CardRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Find_CardReissuedAndRenewed_TellsItsWholeStory()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, StoredEnrolment first) = await PathSample.Enrolled(temporary);
        StoredEnrolment second = PathSample.Enrolment(candidate);
        Card lost = PathSample.Card("PALS-1", first);
        Card found = PathSample.Card("PALS-2", first) with { Reissues = "PALS-1" };
        Card renewal = PathSample.Card("PALS-3", second, PathSample.Day.AddYears(4)) with { Renews = "PALS-2" };
        var lostEvent = new CardEvent(CardEventKind.Reissued, "verloren – «wieder»", "provider", Noon.AddHours(2));
        var revoked = new CardEvent(CardEventKind.Revoked, "", "administrator", Noon.AddHours(1));
        await temporary.Write(t =>
        {
            EnrolmentRecords.Add(t, second);
            CardRecords.Add(t, lost);
            CardRecords.Add(t, found);
            CardRecords.Add(t, renewal);
            Assert.True(CardRecords.Add(t, "PALS-1", lostEvent));
            Assert.True(CardRecords.Add(t, "PALS-1", revoked));
        });

        Assert.Equal(
            PathSample.Written(lost with { ReissuedAs = "PALS-2", Events = [revoked, lostEvent] }), PathSample.Written(Find(temporary, "PALS-1")));
        Assert.Equal(PathSample.Written(found with { RenewedAs = "PALS-3" }), PathSample.Written(Find(temporary, "PALS-2")));
        Assert.Equal(PathSample.Written(renewal), PathSample.Written(Find(temporary, "PALS-3")));
        Assert.Null(Find(temporary, "pals-1"));
        Assert.Equal("PALS-2", temporary.Read(t => CardRecords.OfEnrolment(t, first.EnrolmentId))!.Number);
        Assert.Null(temporary.Read(t => CardRecords.OfEnrolment(t, Guid.NewGuid())));
        Assert.Equal(
            ["PALS-3", "PALS-1", "PALS-2"], temporary.Read(t => CardRecords.OfCandidate(t, candidate.Key)).Select(card => card.Number));
    }

    [Fact]
    public async Task Add_SecondForAnEnrolmentAReissueOrARenewal_IsRefusedWithItsHolder()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, StoredEnrolment first) = await PathSample.Enrolled(temporary);
        StoredEnrolment[] more = [PathSample.Enrolment(candidate), PathSample.Enrolment(candidate)];
        await temporary.Write(t =>
        {
            EnrolmentRecords.Add(t, more[0]);
            EnrolmentRecords.Add(t, more[1]);
            CardRecords.Add(t, PathSample.Card("PALS-1", first));
            CardRecords.Add(t, PathSample.Card("PALS-2", first) with { Reissues = "PALS-1" });
            CardRecords.Add(t, PathSample.Card("PALS-3", more[0]) with { Renews = "PALS-2" });
        });

        foreach (Card second in new[]
        {
            PathSample.Card("PALS-9", first),
            PathSample.Card("PALS-9", first) with { Reissues = "PALS-1" },
            PathSample.Card("PALS-9", more[1]) with { Renews = "PALS-2" },
            PathSample.Card("PALS-1", more[1]),
        })
        {
            await Assert.ThrowsAsync<DuplicateKeyException>(() => temporary.Write(t => CardRecords.Add(t, second)));
        }

        Assert.Null(Find(temporary, "PALS-9"));
        Assert.Equal(3, temporary.Read(t => CardRecords.OfCandidate(t, candidate.Key)).Length);
    }

    [Fact]
    public async Task Add_EventOfAKindThatHappened_ChangesNothing()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        await temporary.Write(t => CardRecords.Add(t, PathSample.Card("PALS-1", enrolment)));
        var revoked = new CardEvent(CardEventKind.Revoked, "first", "provider", Noon);

        Assert.True(await temporary.Write(t => CardRecords.Add(t, "PALS-1", revoked)));
        Assert.False(await temporary.Write(t => CardRecords.Add(t, "PALS-1", revoked with { Reason = "second" })));

        Assert.Equal([revoked], Find(temporary, "PALS-1")!.Events);
    }

    [Fact]
    public async Task Ending_CardsOfEveryFate_GivesThoseThatStillCount()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        DateOnly last = PathSample.Day.AddMonths(1);
        Card[] cards = await Cards(temporary, last, last, last, last, last, last.AddDays(1), last.AddDays(-1));
        (_, StoredEnrolment theirs) = await PathSample.Enrolled(temporary, provider: PathSample.OtherProvider);
        (StoredCandidate candidate, _) = await PathSample.Enrolled(temporary, "renewing");
        StoredEnrolment renewing = PathSample.Enrolment(candidate);
        await temporary.Write(t =>
        {
            EnrolmentRecords.Add(t, renewing);
            CardRecords.Add(t, PathSample.Card("THEIRS", theirs, last));
            CardRecords.Add(t, cards[1].Number, new CardEvent(CardEventKind.Revoked, "", "provider", Noon));
            CardRecords.EraseHolder(t, cards[2].Number);
            CardRecords.Add(t, PathSample.Card("REISSUE", renewing, last.AddYears(2)) with { EnrolmentId = cards[3].EnrolmentId, Reissues = cards[3].Number });
            CardRecords.Add(t, PathSample.Card("RENEWAL", renewing, last.AddYears(2)) with { Renews = cards[4].Number });
        });

        Assert.Equal([cards[0].Number, cards[6].Number, "THEIRS"], Ending(null, last.AddDays(-1), last, "", 10));
        Assert.Equal([cards[0].Number], Ending(PathSample.Provider, last, last, "", 10));
        Assert.Equal([cards[0].Number, cards[5].Number], Ending(PathSample.Provider, last, last.AddDays(1), "", 2));
        Assert.Equal([cards[5].Number], Ending(PathSample.Provider, last, last.AddDays(1), cards[0].Number, 2));

        IEnumerable<string> Ending(string? providerId, DateOnly from, DateOnly to, string after, int count) =>
            temporary.Read(t => CardRecords.Ending(t, providerId, from, to, after, count)).Select(card => card.Number);
    }

    [Fact]
    public async Task List_PageByPage_GivesTheProvidersCardsByNumber()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Card[] cards = await Cards(temporary, [.. Enumerable.Repeat(PathSample.Day.AddYears(1), 5)]);
        (_, StoredEnrolment theirs) = await PathSample.Enrolled(temporary, provider: PathSample.OtherProvider);
        await temporary.Write(t => CardRecords.Add(t, PathSample.Card("PALS-00-X", theirs)));

        Assert.Equal(cards.Take(2).Select(card => card.Number), Page("", 2));
        Assert.Equal(cards.Skip(2).Select(card => card.Number), Page(cards[1].Number, 100));

        IEnumerable<string> Page(string after, int count) =>
            temporary.Read(t => CardRecords.List(t, PathSample.Provider, after, count)).Select(card => card.Number);
    }

    [Fact]
    public async Task Remind_OnTwoNodesAtOnce_IsRaisedOnce()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        Card[] cards = await Cards(temporary, [.. Enumerable.Repeat(PathSample.Day.AddYears(1), 10)]);

        bool[][] raised = await Task.WhenAll(cards.Select(card => Task.WhenAll(
            Remind(temporary.Database, card.Number, 90), Remind(other, card.Number, 90), Remind(other, card.Number, 30))));

        Assert.All(raised, pair => Assert.Single(pair[..2], wins => wins));
        Assert.All(raised, pair => Assert.True(pair[2]));
        Assert.All(cards, card => Assert.Equal([30, 90], temporary.Read(t => CardRecords.Reminders(t, card.Number)).Order()));

        static async Task<bool> Remind(ExamDatabase node, string number, int days)
        {
            try
            {
                return await node.Write(t => CardRecords.Remind(t, number, days, Noon), TestContext.Current.CancellationToken);
            }
            catch (DuplicateKeyException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task LastExpiry_OfCardsIssuedByAMoment_IsTheLatest()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Assert.Null(temporary.Read(t => CardRecords.LastExpiry(t, Noon.AddYears(1))));
        await Cards(temporary, PathSample.Day.AddYears(1), PathSample.Day.AddYears(3), PathSample.Day.AddYears(2));

        Assert.Null(temporary.Read(t => CardRecords.LastExpiry(t, Noon.AddMilliseconds(-1))));
        Assert.Equal(PathSample.Day.AddYears(3), temporary.Read(t => CardRecords.LastExpiry(t, Noon)));
    }

    [Fact]
    public async Task EraseHolder_CardWithAHolder_TakesTheNameOffThatCardOnly()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Card[] cards = await Cards(temporary, PathSample.Day.AddYears(1), PathSample.Day.AddYears(1));

        await temporary.Write(t => CardRecords.EraseHolder(t, cards[0].Number));

        Assert.Null(Find(temporary, cards[0].Number)!.Holder);
        Assert.Equal(cards[1].Holder, Find(temporary, cards[1].Number)!.Holder);
        Assert.Empty(temporary.Read(t => CardRecords.OfCandidate(t, cards[0].Holder!.CandidateKey)));
    }

    private static Card? Find(TemporaryDatabase temporary, string number) => temporary.Read(t => CardRecords.Find(t, number));

    /// <summary>A card for each of new candidates, by number in the order of the days on which they end.</summary>
    private static async Task<Card[]> Cards(TemporaryDatabase temporary, params DateOnly[] ends)
    {
        var cards = new List<Card>();
        foreach (DateOnly end in ends)
        {
            (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary, $"holder {cards.Count}");
            cards.Add(PathSample.Card($"PALS-{cards.Count:00}", enrolment, end));
            await temporary.Write(t => CardRecords.Add(t, cards[^1]));
        }

        return [.. cards];
    }
}
