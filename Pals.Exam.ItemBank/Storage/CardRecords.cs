using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Cards: inserted once, never changed. What happens to one later is a further row.</summary>
public static class CardRecords
{
    private const string Columns =
        """
        SELECT c.card_number AS Number, c.programme_id AS ProgrammeId, c.title AS Title, c.provider_id AS ProviderId, c.provider_name AS ProviderName,
               c.enrolment_id AS EnrolmentId, c.exam_id AS ExamId, c.issued_on AS IssuedOn, c.expires_on AS ExpiresOn, c.renews AS Renews,
               c.reissues AS Reissues, c.created_at AS CreatedAt, s.card_number AS ReissuedAs, n.card_number AS RenewedAs,
               h.holder_id AS HolderId, h.candidate_key AS CandidateKey, h.name AS HolderName
        FROM cards c
        LEFT JOIN cards s ON s.reissues = c.card_number
        LEFT JOIN cards n ON n.renews = c.card_number AND n.reissues IS NULL
        LEFT JOIN card_holders h ON h.card_number = c.card_number
        """;

    /// <summary>Stores a new card.</summary>
    public static void Add(DbTransaction transaction, Card card)
    {
        transaction.Connection!.Execute(
            """
            INSERT INTO cards (card_number, programme_id, title, provider_id, provider_name, enrolment_id, exam_id, issued_on, expires_on,
                               renews, reissues, created_at)
            VALUES (@Number, @ProgrammeId, @Title, @ProviderId, @ProviderName, @enrolmentId, @examId, @issuedOn, @expiresOn,
                    @Renews, @Reissues, @createdAt)
            """,
            new
            {
                card.Number,
                card.ProgrammeId,
                card.Title,
                card.ProviderId,
                card.ProviderName,
                enrolmentId = Ids.Of(card.EnrolmentId),
                examId = Ids.Of(card.ExamId),
                issuedOn = Dates.Of(card.IssuedOn),
                expiresOn = Dates.Of(card.ExpiresOn),
                card.Renews,
                card.Reissues,
                createdAt = card.CreatedAt.ToUnixTimeMilliseconds(),
            },
            transaction);
        transaction.Connection!.Execute(
            "INSERT INTO card_holders (card_number, holder_id, candidate_key, name) VALUES (@Number, @holderId, @candidateKey, @Name)",
            new
            {
                card.Number,
                holderId = Ids.Of(card.Holder!.HolderId),
                candidateKey = Ids.Of(card.Holder.CandidateKey),
                card.Holder.Name,
            },
            transaction);
    }

    /// <summary>Stores what happened to a card; false when the same has happened before.</summary>
    public static bool Add(DbTransaction transaction, string number, CardEvent happened) => transaction.Connection!.Execute(
        """
        INSERT INTO card_events (card_number, kind, reason, by_role, created_at)
        SELECT @number, @kind, @Reason, @ByRole, @createdAt
        WHERE NOT EXISTS (SELECT 1 FROM card_events WHERE card_number = @number AND kind = @kind)
        """,
        new { number, kind = Words.Of(happened.Kind), happened.Reason, happened.ByRole, createdAt = happened.At.ToUnixTimeMilliseconds() },
        transaction) == 1;

    /// <summary>The card, or null.</summary>
    public static Card? Find(DbTransaction transaction, string number) => One(transaction, "c.card_number = @number", new { number });

    /// <summary>The card issued for an enrolment, in its last reissue; null when none is.</summary>
    public static Card? OfEnrolment(DbTransaction transaction, Guid enrolmentId) =>
        One(transaction, "c.enrolment_id = @id AND s.card_number IS NULL", new { id = Ids.Of(enrolmentId) });

    /// <summary>A candidate's cards, the latest expiry first.</summary>
    public static ImmutableArray<Card> OfCandidate(DbTransaction transaction, Guid candidateKey) => Many(
        transaction, "h.candidate_key = @key ORDER BY c.expires_on DESC, c.created_at DESC, c.card_number", new { key = Ids.Of(candidateKey) });

    /// <summary>A provider's cards after a number, in its order.</summary>
    public static ImmutableArray<Card> List(DbTransaction transaction, string providerId, string after, int count) => Many(
        transaction,
        $"c.provider_id = @providerId AND c.card_number > @after ORDER BY c.card_number {SqlDialect.Of(transaction).First("@count")}",
        new { providerId, after, count });

    /// <summary>
    /// Cards that end between two days and were not revoked, reissued, renewed or erased, by number; those of one provider when it is given.
    /// </summary>
    public static ImmutableArray<Card> Ending(DbTransaction transaction, string? providerId, DateOnly from, DateOnly to, string after, int count) => Many(
        transaction,
        $"""
        c.expires_on >= @from AND c.expires_on <= @to AND (@providerId IS NULL OR c.provider_id = @providerId)
          AND s.card_number IS NULL AND n.card_number IS NULL AND h.card_number IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM card_events e WHERE e.card_number = c.card_number AND e.kind = 'revoked')
          AND c.card_number > @after
        ORDER BY c.card_number {SqlDialect.Of(transaction).First("@count")}
        """,
        new { providerId, from = Dates.Of(from), to = Dates.Of(to), after, count });

    /// <summary>Takes note that the reminder of so many days is raised; false when it was before.</summary>
    public static bool Remind(DbTransaction transaction, string number, int days, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO card_reminders (card_number, days, created_at)
        SELECT @number, @days, @createdAt
        WHERE NOT EXISTS (SELECT 1 FROM card_reminders WHERE card_number = @number AND days = @days)
        """,
        new { number, days, createdAt = now.ToUnixTimeMilliseconds() },
        transaction) == 1;

    /// <summary>The reminders of a card that were raised.</summary>
    public static ImmutableArray<int> Reminders(DbTransaction transaction, string number) =>
        [.. transaction.Connection!.Query<int>("SELECT days FROM card_reminders WHERE card_number = @number", new { number }, transaction)];

    /// <summary>The last day of any card issued before a moment; null when there is none.</summary>
    public static DateOnly? LastExpiry(DbTransaction transaction, DateTimeOffset issuedBefore) => Dates.ParseOptional(
        transaction.Connection!.ExecuteScalar<string?>(
            "SELECT MAX(expires_on) FROM cards WHERE created_at <= @before", new { before = issuedBefore.ToUnixTimeMilliseconds() }, transaction));

    /// <summary>Takes the holder's name off a card.</summary>
    public static void EraseHolder(DbTransaction transaction, string number) => transaction.Connection!.Execute(
        "DELETE FROM card_holders WHERE card_number = @number", new { number }, transaction);

    private static Card? One(DbTransaction transaction, string condition, object parameters) =>
        Many(transaction, condition, parameters).SingleOrDefault();

    private static ImmutableArray<Card> Many(DbTransaction transaction, string condition, object parameters) =>
    [
        .. transaction.Connection!.Query<Row>($"{Columns} WHERE {condition}", parameters, transaction)
            .Select(row => row.ToCard(Events(transaction, row.Number))),
    ];

    private static ImmutableArray<CardEvent> Events(DbTransaction transaction, string number) =>
    [
        .. transaction.Connection!.Query<(string Kind, string Reason, string ByRole, long CreatedAt)>(
            "SELECT kind, reason, by_role, created_at FROM card_events WHERE card_number = @number ORDER BY created_at, kind",
            new { number },
            transaction).Select(row => new CardEvent(
                Words.Parse<CardEventKind>(row.Kind), row.Reason, row.ByRole, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt))),
    ];

    private sealed class Row
    {
        public required string Number { get; init; }

        public required string ProgrammeId { get; init; }

        public required string Title { get; init; }

        public required string ProviderId { get; init; }

        public required string ProviderName { get; init; }

        public required string EnrolmentId { get; init; }

        public required string ExamId { get; init; }

        public required string IssuedOn { get; init; }

        public required string ExpiresOn { get; init; }

        public string? Renews { get; init; }

        public string? Reissues { get; init; }

        public required long CreatedAt { get; init; }

        public string? ReissuedAs { get; init; }

        public string? RenewedAs { get; init; }

        public string? HolderId { get; init; }

        public string? CandidateKey { get; init; }

        public string? HolderName { get; init; }

        public Card ToCard(ImmutableArray<CardEvent> events) => new()
        {
            Number = Number,
            ProgrammeId = ProgrammeId,
            Title = Title,
            ProviderId = ProviderId,
            ProviderName = ProviderName,
            EnrolmentId = Guid.Parse(EnrolmentId),
            ExamId = Guid.Parse(ExamId),
            IssuedOn = Dates.Parse(IssuedOn),
            ExpiresOn = Dates.Parse(ExpiresOn),
            Renews = Renews,
            Reissues = Reissues,
            ReissuedAs = ReissuedAs,
            RenewedAs = RenewedAs,
            Holder = HolderId is null ? null : new CardHolder(Guid.Parse(HolderId), Guid.Parse(CandidateKey!), HolderName!),
            Events = events,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        };
    }
}
