using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>The bank can serve the exam: the engine itself makes it ready.</summary>
internal sealed class BlueprintRule() : BankRule("blueprint", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        if (review.Definition is { } definition && WhyNotServed(review) is { } reason)
        {
            yield return At(definition, $"the bank cannot serve this exam: {reason}");
        }
    }

    private static string? WhyNotServed(BankUnderReview review)
    {
        try
        {
            ItemPool pool = review.Bank.ProvisionalPool();
            _ = new AdaptiveExam(review.Definition!.For(pool), pool);
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
