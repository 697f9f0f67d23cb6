using System.Data.Common;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>What is shown of a card, to whom.</summary>
internal static class CardViews
{
    /// <summary>For anyone who knows the number.</summary>
    public static CardResponse Public(Card card, DateOnly today) => new()
    {
        CardNumber = card.Number,
        Name = card.Holder?.Name,
        ProgrammeId = card.ProgrammeId,
        Title = card.Title,
        Provider = card.ProviderName,
        IssuedOn = card.IssuedOn,
        ExpiresOn = card.ExpiresOn,
        Status = Words.Of(card.StatusOn(today)),
        ReissuedAs = card.StatusOn(today) == CardStatus.Reissued ? card.ReissuedAs : null,
    };

    /// <summary>For its provider.</summary>
    public static OwnCardResponse Own(DbTransaction transaction, Card card, DateOnly today) => new()
    {
        CardNumber = card.Number,
        Name = card.Holder?.Name,
        ProgrammeId = card.ProgrammeId,
        Title = card.Title,
        Provider = card.ProviderName,
        IssuedOn = card.IssuedOn,
        ExpiresOn = card.ExpiresOn,
        Status = Words.Of(card.StatusOn(today)),
        ReissuedAs = card.ReissuedAs,
        CandidateId = card.Holder is { } holder ? CandidateRecords.Find(transaction, holder.CandidateKey)?.CandidateId : null,
        EnrolmentId = card.EnrolmentId,
        ExamId = card.ExamId,
        Renews = card.Renews,
        RenewedAs = card.RenewedAs,
        Reissues = card.Reissues,
        Events = [.. card.Events.Select(one => new CardEventResponse(Words.Of(one.Kind), one.Reason, one.ByRole, one.At.UtcDateTime))],
    };
}
