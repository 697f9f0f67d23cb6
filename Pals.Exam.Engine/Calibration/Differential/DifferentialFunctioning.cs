namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>How candidates are matched and items are called.</summary>
public sealed record DifferentialOptions
{
    /// <summary>The defaults.</summary>
    public static DifferentialOptions Default { get; } = new();

    /// <summary>Subtract ½ from the Mantel–Haenszel difference, which keeps small samples from calling too often.</summary>
    public bool ContinuityCorrection { get; init; } = true;

    /// <summary>Take items of class B and C out of the matching score and test again, until the set of such items stays the same.</summary>
    public bool Purify { get; init; } = true;

    /// <summary>The most rounds of purification.</summary>
    public int MaximumRounds { get; init; } = 10;

    /// <summary>Number of levels when candidates are matched on ability.</summary>
    public int AbilityLevels { get; init; } = 20;
}

/// <summary>The DIF statistics of one item.</summary>
/// <param name="Reference">Responses of the reference group.</param>
/// <param name="Focal">Responses of the focal group.</param>
/// <param name="MantelHaenszel">The Mantel–Haenszel test.</param>
/// <param name="MantelHaenszelAdjusted">Its p-value adjusted over all items (Benjamini &amp; Hochberg 1995).</param>
/// <param name="Logistic">The logistic regression tests.</param>
/// <param name="LogisticAdjusted">The p-value of both terms, adjusted likewise.</param>
/// <param name="Matching">True when the item is part of the other items' matching score.</param>
public readonly record struct DifferentialResult(
    int Reference,
    int Focal,
    MantelHaenszelResult MantelHaenszel,
    double MantelHaenszelAdjusted,
    LogisticDifferenceResult Logistic,
    double LogisticAdjusted,
    bool Matching);

/// <summary>The outcome for all items.</summary>
/// <param name="Items">One result an item, in the order of the data.</param>
/// <param name="Rounds">Rounds of purification.</param>
/// <param name="Settled">True when the last round changed nothing.</param>
public sealed record DifferentialAnalysis(IReadOnlyList<DifferentialResult> Items, int Rounds, bool Settled);

/// <summary>
/// Differential item functioning between two groups of candidates: is an item harder for one group than for candidates of the same ability in the other?
/// </summary>
/// <remarks>
/// <para>Complete data are matched on the summed score of the matching items, the studied item always among them (Holland &amp; Thayer 1988). Data with missing
/// responses need an ability per candidate, which is cut into levels of equal counts; the studied item is part of it, and purification then has no effect.</para>
/// </remarks>
public static class DifferentialFunctioning
{
    /// <summary>Tests every item.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="isFocal">For each row of the data true for the focal group, false for the reference group, null for candidates to leave out.</param>
    /// <param name="abilities">Abilities to match on, one a row, or empty to match on the summed score of complete data.</param>
    /// <param name="options">Continuity, purification and levels.</param>
    /// <exception cref="ArgumentException">The lengths disagree, a group is empty, or incomplete data come without abilities.</exception>
    public static DifferentialAnalysis Analyze(
        ResponseData data, ReadOnlySpan<bool?> isFocal, ReadOnlySpan<double> abilities, DifferentialOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= DifferentialOptions.Default;
        int[] groups = Groups(data, isFocal);
        var matching = abilities.IsEmpty
            ? Matching.OnScores(data, groups)
            : Matching.OnAbilities(data, groups, abilities, options.AbilityLevels);
        bool[] inScore = new bool[data.ItemCount];
        Array.Fill(inScore, true);
        int round = 0;
        while (true)
        {
            round++;
            StratifiedResponses[] counts = matching.Stratify(inScore);
            MantelHaenszelResult[] tests = [.. counts.Select(item => MantelHaenszel.Test(item, options.ContinuityCorrection))];
            bool[] next = [.. tests.Select(test => test.Class is not (DifferentialClass.B or DifferentialClass.C))];
            bool settled = next.SequenceEqual(inScore);
            if (settled || !options.Purify || !matching.CanPurify || round > options.MaximumRounds || !next.Contains(true))
            {
                return new DifferentialAnalysis(Results(counts, tests, inScore), round - 1, settled || !options.Purify || !matching.CanPurify);
            }

            inScore = next;
        }
    }

    private static DifferentialResult[] Results(StratifiedResponses[] counts, MantelHaenszelResult[] tests, bool[] inScore)
    {
        LogisticDifferenceResult[] logistic = [.. counts.Select(LogisticDifference.Test)];
        double[] testAdjusted = BenjaminiHochberg.Adjust([.. tests.Select(test => test.PValue)]);
        double[] logisticAdjusted = BenjaminiHochberg.Adjust([.. logistic.Select(test => test.EitherPValue)]);
        return
        [
            .. tests.Select((test, i) => new DifferentialResult(
                (int)counts[i].GroupTotal(0), (int)counts[i].GroupTotal(1), test, testAdjusted[i], logistic[i], logisticAdjusted[i], inScore[i])),
        ];
    }

    private static int[] Groups(ResponseData data, ReadOnlySpan<bool?> isFocal)
    {
        if (isFocal.Length != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many group marks, not {isFocal.Length}.", nameof(isFocal));
        }

        int[] groups = new int[isFocal.Length];
        for (int n = 0; n < groups.Length; n++)
        {
            groups[n] = isFocal[n] switch { true => 1, false => 0, null => -1 };
        }

        if (!groups.Contains(0) || !groups.Contains(1))
        {
            throw new ArgumentException("Both the reference and the focal group need candidates.", nameof(isFocal));
        }

        return groups;
    }
}
