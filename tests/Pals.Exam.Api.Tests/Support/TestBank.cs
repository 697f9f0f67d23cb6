using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>The bank that most tests sit: the single-choice items of the shipped bank that have no picture: "A" is always a possible
/// answer, and two exams show an item alike.</summary>
internal static class TestBank
{
    private static readonly Lazy<Bank> Chosen = new(() => Subset(ShippedBank.Load(), item => item.Type == ItemType.SingleChoice && item.Media.IsEmpty));

    public static Bank SingleChoice => Chosen.Value;

    /// <summary>The shipped definition over the bank.</summary>
    public static AdaptiveExam Exam(Bank bank)
    {
        var pool = bank.ProvisionalPool();
        return new AdaptiveExam(ShippedDefinitions.Load().For(pool), pool);
    }

    /// <summary>The items that satisfy the condition; enemies that do not are forgotten.</summary>
    public static Bank Subset(Bank bank, Func<Item, bool> condition)
    {
        HashSet<string> kept = [.. bank.Items.Where(condition).Select(item => item.Id)];
        return Change(bank, item => kept.Contains(item.Id) ? item with { Enemies = [.. item.Enemies.Where(kept.Contains)] } : null);
    }

    /// <summary>The bank with each item changed, or left out where the change gives null.</summary>
    public static Bank Change(Bank bank, Func<Item, Item?> change) =>
        Bank.Of(bank.Files.Select(file => file with { Items = [.. file.Items.Select(change).OfType<Item>()] }));

    /// <summary>Puts a bank into use for new exams.</summary>
    public static Task Publish(ExamDatabase database, Bank bank, DateTimeOffset now)
    {
        StoredParameterSet set = StoredParameterSet.Provisional(ShippedBank.Pals, bank);
        return database.Write(
            transaction =>
            {
                ParameterSetRecords.Add(transaction, set, now);
                PublicationRecords.Publish(transaction, PublicationKind.Parameters, set.Bank, set.ParameterSetId, "test", now);
            },
            TestContext.Current.CancellationToken);
    }
}
