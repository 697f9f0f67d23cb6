using Pals.Exam.ItemBank.Validation.Rules;

namespace Pals.Exam.ItemBank.Validation;

/// <summary>All rules, in the order in which a reviewer would think of them.</summary>
internal static class BankRules
{
    public static IReadOnlyList<BankRule> All { get; } =
    [
        new OptionCountRule(),
        new DuplicateOptionRule(),
        new OptionOrderRule(),
        new AllOfTheAboveRule(),
        new AbsoluteWordRule(),
        new NegativeStemRule(),
        new StemQuestionRule(),
        new ReadingLevelRule(),
        new MissingUnitRule(),
        new StripAgeRule(),
        new KeyLengthRule(),
        new WordCueRule(),
        new LongestKeyRule(),
        new KeyBalanceRule(),
        new CognitiveLevelRule(),
        new DuplicateItemRule(),
        new NearDuplicateRule(),
        new EnemiesRule(),
        new ScenarioRule(),
        new SourceRule(),
        new ConfidenceRule(),
        new UnusedFactRule(),
        new MissingRationaleRule(),
        new ReviewDateRule(),
        new NotReviewedRule(),
        new TrapRule(),
        new BlueprintRule(),
    ];

    /// <summary>Everything the rules find, in the order of the files.</summary>
    public static IReadOnlyList<Finding> Review(BankUnderReview review)
    {
        Dictionary<string, int> order = review.Bank.Files.Select((file, index) => (file.Name, index)).ToDictionary();
        return
        [
            .. All.SelectMany(rule => rule.Check(review))
                .OrderBy(finding => order.GetValueOrDefault(finding.File, int.MaxValue))
                .ThenBy(finding => finding.Line),
        ];
    }
}
