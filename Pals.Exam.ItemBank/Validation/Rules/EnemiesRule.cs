using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Enemies exist, and each names the other.</summary>
internal sealed class EnemiesRule() : BankRule("enemies", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review) =>
        from item in review.Bank.Items
        from enemy in item.Enemies
        let message = enemy == item.Id
            ? "names itself as an enemy"
            : review.Bank.FindItem(enemy) switch
            {
                null => $"names the enemy {enemy}, which does not exist",
                { } other when !other.Enemies.Contains(item.Id) => $"names the enemy {enemy}, which does not name it in turn",
                _ => null,
            }
        where message is not null
        select At(item, "enemies", message);
}
