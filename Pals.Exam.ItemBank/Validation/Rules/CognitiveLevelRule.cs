using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>At least half of a file asks for more than recall: the exam is about patients.</summary>
internal sealed class CognitiveLevelRule() : BankRule("cognitive-level", Severity.Warning)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (BankFile file in review.Bank.Files)
        {
            int recall = file.Items.Count(item => item.CognitiveLevel == CognitiveLevel.Recall);
            if (2 * recall > file.Items.Length)
            {
                yield return At(file, $"{recall} of {file.Items.Length} items ask for recall; at least half should ask for application or analysis");
            }
        }
    }
}
