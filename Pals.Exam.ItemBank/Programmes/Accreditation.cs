using System.Collections.Immutable;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>A provider's accreditation.</summary>
/// <param name="Body">Who accredits: a name that programmes use.</param>
/// <param name="ExpiresOn">The last day on which it holds.</param>
public sealed record Accreditation(string Body, string Number, DateOnly ExpiresOn)
{
    /// <summary>True when one of <paramref name="held"/> lets a provider attest courses of the programme on a day.</summary>
    public static bool Suffices(Programme programme, ImmutableArray<Accreditation> held, DateOnly today) =>
        programme.AccreditedBy.IsEmpty || held.Any(one => programme.AccreditedBy.Contains(one.Body) && one.ExpiresOn >= today);

    /// <summary>What to say when none does.</summary>
    public static Refusal Refusal(Programme programme) => new(
        RefusalKind.ProviderNotAccredited,
        $"The course provider has no accreditation in force for {programme.Name} "
        + $"({string.Join(" or ", programme.AccreditedBy.Select(body => body.ToUpperInvariant()))}).");
}
