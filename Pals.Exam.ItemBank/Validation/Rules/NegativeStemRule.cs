using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A stem asks for what is right: negatives are overlooked by candidates who know the answer.</summary>
internal sealed partial class NegativeStemRule() : ItemRule("negative-stem", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        if (Negative().Match(item.Stem) is { Success: true } match)
        {
            yield return At(item, "stem", $"the stem asks in the negative ('{match.Value}')");
        }
    }

    // Shouted negatives anywhere; quiet ones where the question itself is turned round.
    [GeneratedRegex(
        @"\b(NOT|EXCEPT|LEAST|INCORRECT|FALSE)\b|\b(except|least likely|least appropriate)\b[^.?]*\?|\b(which|what)\b[^.,?]*\b(is|are|was|were|does|do|should|would|must)\s+(not|incorrect|inappropriate|wrong|false)\b[^.?]*\?|\b(which|what)\b[^.,?]*\b(should be avoided|is contraindicated)\b[^.?]*\?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Negative();
}
