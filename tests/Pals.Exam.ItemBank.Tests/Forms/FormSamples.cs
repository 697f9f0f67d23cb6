using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Forms;

/// <summary>Forms of the shipped bank for tests that need no particular one.</summary>
internal static class FormSamples
{
    private static readonly Lazy<FormSource> Shipped = new(() => FormSource.Of(
        ShippedDefinitions.Load(), StoredParameterSet.Provisional(ShippedBank.Pals, ShippedBank.Load())));

    public static FormSource Source => Shipped.Value;

    /// <summary>A short form with items of every type, among them a rhythm strip and a case.</summary>
    public static ExamForm Form()
    {
        Bank bank = ShippedBank.Load();
        Item[] scored = [.. bank.Items.Where(item => item.Use == ItemUse.Operational)];
        IEnumerable<Item> chosen = Enum.GetValues<ItemType>()
            .Select(type => scored.First(item => item.Type == type && item.Scenario is null))
            .Append(scored.First(item => !item.Media.IsEmpty))
            .Append(scored.First(item => item.Scenario is not null))
            .Append(scored.First(item => item.Type == ItemType.Ordering && item.Credit == CreditRule.Partial))
            .Append(scored.First(item => item.Type == ItemType.MultipleResponse && item.Credit == CreditRule.Partial))
            .DistinctBy(item => item.Id);
        return new ExamForm(Source, Questions(bank, chosen), number: 1, count: 1);
    }

    public static ImmutableArray<FormQuestion> Questions(Bank bank, IEnumerable<Item> items) =>
    [
        .. items.Select((item, k) => new FormQuestion(
            k + 1,
            item,
            item.Scenario is null ? null : bank.FindScenario(item.Scenario),
            Source.Items.First(entry => entry.ItemId == item.Id).ContentHash,
            [.. item.Options.Select(option => option.Key)])),
    ];
}
