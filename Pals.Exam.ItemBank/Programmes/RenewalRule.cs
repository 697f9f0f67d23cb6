using System.Globalization;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>The first and the last day of a card.</summary>
public readonly record struct CardPeriod(DateOnly IssuedOn, DateOnly ExpiresOn);

/// <summary>How long a card holds and how it is renewed.</summary>
public static class RenewalRule
{
    /// <summary>The period of a card issued on a day, which follows that of <paramref name="previousExpiresOn"/> when it is renewed in time.</summary>
    public static CardPeriod Period(Programme programme, DateOnly issuedOn, DateOnly? previousExpiresOn)
    {
        DateOnly start = previousExpiresOn is { } previous && issuedOn <= previous && issuedOn >= previous.AddDays(-programme.Renewal.EarliestDays)
            ? previous
            : issuedOn;
        DateOnly end = start.AddMonths(programme.Card.ValidityMonths);
        return new CardPeriod(
            issuedOn,
            programme.Card.ExpiresAt == CardExpiry.EndOfMonth ? new DateOnly(end.Year, end.Month, DateTime.DaysInMonth(end.Year, end.Month)) : end);
    }

    /// <summary>Why an exam alone does not renew a card that ends on <paramref name="previousExpiresOn"/>; null when it does.</summary>
    public static Refusal? CheckRecertification(Programme programme, DateOnly? previousExpiresOn, DateOnly today)
    {
        if (programme.Renewal.RecertificationGraceDays is not int grace)
        {
            return new Refusal(RefusalKind.RenewalNotOpen, $"A card of {programme.Name} is renewed by a renewal course, not by an exam alone.");
        }

        if (previousExpiresOn is not { } expiresOn)
        {
            return new Refusal(RefusalKind.RenewalNotOpen, $"An exam alone renews a card; you have no card of {programme.Name} that can be renewed.");
        }

        return today > expiresOn.AddDays(grace)
            ? new Refusal(
                RefusalKind.RenewalNotOpen,
                $"Your card expired on {expiresOn.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, more than {grace} days ago. Please take a course.")
            : null;
    }
}
