using System.Collections.Immutable;

namespace Pals.Exam.Engine.Simulation;

/// <summary>What a simulation found. Errors are estimate − truth of the composite in logits.</summary>
public sealed record SimulationResult
{
    /// <summary>Number of exams.</summary>
    public required int Exams { get; init; }

    /// <summary>Number of answers taken: after each the engine updates the estimates, decides, and chooses the next item.</summary>
    public required long Decisions { get; init; }

    /// <summary>Mean number of scored items.</summary>
    public required double MeanLength { get; init; }

    /// <summary>Mean error.</summary>
    public required double Bias { get; init; }

    /// <summary>Root mean squared error.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean posterior standard deviation.</summary>
    public required double MeanStandardError { get; init; }

    /// <summary>Share of exams whose 95 % interval holds the true composite.</summary>
    public required double Coverage { get; init; }

    /// <summary>Squared correlation of the estimate with the true composite; NaN when all are equally able.</summary>
    public required double Reliability { get; init; }

    /// <summary>Share of exams that passed.</summary>
    public required double PassRate { get; init; }

    /// <summary>Share of exams that decided as the true composite against the cut would.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of exams that passed a candidate at or below the cut.</summary>
    public required double FalsePasses { get; init; }

    /// <summary>Share of exams that failed a candidate above the cut.</summary>
    public required double FalseFails { get; init; }

    /// <summary>The probability that two exams of one candidate decide alike, averaged over the ability groups; NaN when no group has two exams.</summary>
    public required double Consistency { get; init; }

    /// <summary>The same figures for each group of true ability, from low to high.</summary>
    public required ImmutableArray<AbilityGroup> ByAbility { get; init; }

    /// <summary>Number of exams of each length in scored items, from the shortest that occurred.</summary>
    public required ImmutableArray<LengthCount> Lengths { get; init; }

    /// <summary>How often exams ended for each reason.</summary>
    public required ImmutableArray<EndCount> Ends { get; init; }

    /// <summary>Every item of the pool, in its order.</summary>
    public required ImmutableArray<ItemExposure> Items { get; init; }

    /// <summary>The highest exposure rate of a scored item.</summary>
    public required double MaxExposure { get; init; }

    /// <summary>Scored items that were never given.</summary>
    public required int UnusedItems { get; init; }

    /// <summary>The expected share of its items that an exam has in common with another (Chen, Ankenmann &amp; Spray 2003).</summary>
    public required double Overlap { get; init; }

    /// <summary>
    /// The largest share of its items that an exam has in common with one of a candidate of like ability: of the pairs within twenty places in order of
    /// true ability, common items over the length of the shorter exam.
    /// </summary>
    public required double LargestOverlap { get; init; }

    /// <summary>Each topic area and further constraint of the blueprint.</summary>
    public required ImmutableArray<ConstraintCoverage> Coverages { get; init; }

    /// <summary>Exams × constraints outside their bounds; 0 unless there is an error in the engine.</summary>
    public required long BlueprintViolations { get; init; }

    /// <summary>Enemy items met in one exam; 0 unless there is an error in the engine.</summary>
    public required long EnemyViolations { get; init; }

    /// <summary>Items met twice in one exam; 0 unless there is an error in the engine.</summary>
    public required long RepeatedItems { get; init; }

    /// <summary>Each dimension of ability.</summary>
    public required ImmutableArray<DimensionRecovery> Dimensions { get; init; }

    /// <summary>Correlations of the true abilities of the dimensions, row by row.</summary>
    public required ImmutableArray<double> TrueCorrelations { get; init; }

    /// <summary>Correlations of their estimates, row by row.</summary>
    public required ImmutableArray<double> EstimateCorrelations { get; init; }
}

/// <summary>Exams of candidates of like ability.</summary>
/// <param name="Ability">Middle of the group's true composite, in logits.</param>
/// <param name="Exams">Number of exams.</param>
/// <param name="Bias">Mean error.</param>
/// <param name="Rmse">Root mean squared error.</param>
/// <param name="StandardError">Mean posterior standard deviation.</param>
/// <param name="Length">Mean number of scored items.</param>
/// <param name="PassRate">Share that passed.</param>
/// <param name="Accuracy">Share that was decided rightly.</param>
/// <param name="Consistency">Probability that two exams of the group decide alike; NaN for fewer than two exams.</param>
public sealed record AbilityGroup(
    double Ability, int Exams, double Bias, double Rmse, double StandardError, double Length, double PassRate, double Accuracy, double Consistency);

/// <summary>How many exams had a length.</summary>
public sealed record LengthCount(int Length, int Exams);

/// <summary>How many exams ended for a reason.</summary>
public sealed record EndCount(Exams.ExamEnd End, int Exams);

/// <summary>How often an item was given.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="TopicArea">Its topic area.</param>
/// <param name="Given">Number of exams that gave it.</param>
/// <param name="Rate">Share of exams that gave it.</param>
/// <param name="IsPretest">True for an unscored item.</param>
public sealed record ItemExposure(string ItemId, string TopicArea, long Given, double Rate, bool IsPretest);

/// <summary>How a constraint of the blueprint was filled.</summary>
/// <param name="Name">The topic area or constraint.</param>
/// <param name="Minimum">Its minimum.</param>
/// <param name="Maximum">Its maximum.</param>
/// <param name="Least">The fewest scored items that an exam had.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Most">The most.</param>
public sealed record ConstraintCoverage(string Name, int Minimum, int Maximum, int Least, double Mean, int Most);

/// <summary>How well one dimension of ability was estimated.</summary>
/// <param name="Name">The topic area, or the exam itself when there is one dimension.</param>
/// <param name="Bias">Mean error.</param>
/// <param name="Rmse">Root mean squared error.</param>
/// <param name="StandardError">Mean posterior standard deviation.</param>
/// <param name="Reliability">Squared correlation of estimate and truth; NaN when all are equally able.</param>
public sealed record DimensionRecovery(string Name, double Bias, double Rmse, double StandardError, double Reliability);
