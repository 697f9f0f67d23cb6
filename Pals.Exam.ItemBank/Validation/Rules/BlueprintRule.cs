using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>The bank can serve its exams: the engine itself makes each ready.</summary>
internal sealed class BlueprintRule() : BankRule("blueprint", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (DefinitionFile definition in review.Definitions)
        {
            if (WhyNotServed(review.Bank, definition) is { } reason)
            {
                yield return At(definition, $"the bank cannot serve this exam: {reason}");
            }
        }
    }

    private static string? WhyNotServed(Bank bank, DefinitionFile definition)
    {
        try
        {
            ItemPool pool = bank.ProvisionalPool();
            _ = new AdaptiveExam(definition.For(pool), pool);
            return null;
        }
        catch (InputException e)
        {
            return e.Errors[0].Message;
        }
        catch (ArgumentException e)
        {
            return e.Message.Split(" (Parameter '")[0];
        }
    }
}
