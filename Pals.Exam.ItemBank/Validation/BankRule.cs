using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Validation;

/// <summary>What rules look at: the bank, the exams it has to serve, the programme's traps, and the day.</summary>
internal sealed record BankUnderReview(Bank Bank, IReadOnlyList<DefinitionFile> Definitions, IReadOnlyList<Trap> Traps, DateOnly Today);

/// <summary>One rule of item writing that a program can check.</summary>
internal abstract class BankRule(string id, Severity severity)
{
    /// <summary>The name that findings carry.</summary>
    public string Id => id;

    public abstract IEnumerable<Finding> Check(BankUnderReview review);

    protected Finding At(Item item, string field, string message) =>
        new(item.Source?.File ?? "bank", item.Source?.At(field).Line ?? 0, id, severity, item.Id, message);

    protected Finding At(Fact fact, string field, string message) =>
        new(fact.ReadFrom?.File ?? "bank", fact.ReadFrom?.At(field).Line ?? 0, id, severity, fact.Id, message);

    /// <summary>About a file as a whole.</summary>
    protected Finding At(BankFile file, string message) => new(file.Name, 1, id, severity, null, message);

    /// <summary>About the definition.</summary>
    protected Finding At(DefinitionFile definition, string message) => new(definition.Name, 1, id, severity, null, message);

    protected static string OptionField(int index) => $"options[{index}]";
}

/// <summary>A rule that looks at one item at a time.</summary>
internal abstract class ItemRule(string id, Severity severity) : BankRule(id, severity)
{
    public override IEnumerable<Finding> Check(BankUnderReview review) => review.Bank.Items.SelectMany(Check);

    protected abstract IEnumerable<Finding> Check(Item item);
}
