using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>Everything that makes an adaptive exam but its items: immutable data. A programme is a definition and a pool, never code.</summary>
public sealed record ExamDefinition
{
    /// <summary>The definition's name, such as <c>pals-adaptive</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The programme that it certifies, such as <c>PALS</c>.</summary>
    public string Programme { get; init; } = "";

    /// <summary>The title that candidates see.</summary>
    public string Title { get; init; } = "";

    /// <summary>One ability for each topic area, or a single one.</summary>
    public ExamDimensions Dimensions { get; init; } = ExamDimensions.Joint;

    /// <summary>The topic areas in the order of reports, each with its weight in the composite and its share of the blueprint.</summary>
    public required ImmutableArray<TopicAreaDefinition> TopicAreas { get; init; }

    /// <summary>Prior mean of each dimension in logits; empty for zeros.</summary>
    public ImmutableArray<double> Means { get; init; } = [];

    /// <summary>Prior standard deviation of each dimension in logits; empty for ones.</summary>
    public ImmutableArray<double> StandardDeviations { get; init; } = [];

    /// <summary>Correlations between the topic areas, row by row; needed for <see cref="ExamDimensions.Joint"/> with two areas or more.</summary>
    public ImmutableArray<ImmutableArray<double>> Correlations { get; init; } = [];

    /// <summary>Groups of candidates with priors of their own; empty when all begin alike.</summary>
    public ImmutableArray<CandidateGroup> Groups { get; init; } = [];

    /// <summary>
    /// How much wider than the earlier estimate's own standard deviation the prior of a candidate who retakes the exam is; null when an earlier
    /// estimate does not count.
    /// </summary>
    public double? RetakeWidening { get; init; }

    /// <summary>Content constraints besides those of the topic areas; together they must be laminar over the pool.</summary>
    public ImmutableArray<ContentConstraint> Constraints { get; init; } = [];

    /// <summary>No decision before so many scored items, by which every minimum of the blueprint is met.</summary>
    public int MinimumLength { get; init; } = 25;

    /// <summary>The exam ends with the final estimate at so many scored items.</summary>
    public int MaximumLength { get; init; } = 50;

    /// <summary>Number of unscored pretest items mixed in.</summary>
    public int PretestItems { get; init; }

    /// <summary>The passing standard on the composite, in logits: above it passes, at it or below fails.</summary>
    public double Cut { get; init; }

    /// <summary>The posterior probability of the right side of the cut that ends the exam, between 0.5 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>When the exam ends before its maximum length.</summary>
    public DecisionRule DecisionRule { get; init; } = new PosteriorConfidenceRule();

    /// <summary>What decides when time runs out.</summary>
    public OutOfTimeRule OutOfTime { get; init; } = OutOfTimeRule.FinalEstimate;

    /// <summary>How many estimates <see cref="OutOfTimeRule.LastEstimates"/> looks back.</summary>
    public int LastEstimates { get; init; } = 60;

    /// <summary>How items of one topic area compare.</summary>
    public SelectionCriterion Selection { get; init; } = new MaximumInformation();

    /// <summary>How topic areas compete for the next item.</summary>
    public TopicAreaChoice TopicAreaChoice { get; init; } = TopicAreaChoice.CompositeVariance;

    /// <summary>How exposure is controlled beyond the items that are excluded when an exam begins.</summary>
    public ExposureControl Exposure { get; init; } = new NoExposureControl();

    /// <summary>
    /// No scored item is to be met by more than this share of the candidates; 1 for no limit. Whoever has live counts draws the excluded items of each
    /// exam with <see cref="ItemEligibility"/>.
    /// </summary>
    public double MaximumExposureRate { get; init; } = 1;

    /// <summary>The time allowed; null for no limit. The engine has no clock: whoever has one calls <see cref="ExamState.Expire"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Number of dimensions of ability.</summary>
    public int DimensionCount => Dimensions == ExamDimensions.Single ? 1 : TopicAreas.Length;

    /// <summary>Checks every field.</summary>
    /// <exception cref="ArgumentException">A value is out of its domain; <see cref="ArgumentException.ParamName"/> is the path of the field.</exception>
    public void Validate() => ExamDefinitionValidation.Validate(this);

    /// <summary>The prior that candidates begin with unless given another.</summary>
    /// <exception cref="ArgumentException">The prior's fields are invalid.</exception>
    public AbilityPrior Prior()
    {
        int n = DimensionCount;
        return AbilityPrior.Create(
            Means.IsEmpty ? [.. Enumerable.Repeat(0.0, n)] : Means,
            StandardDeviations.IsEmpty ? [.. Enumerable.Repeat(1.0, n)] : StandardDeviations,
            n == 1 ? [[1]] : Correlations);
    }

    /// <summary>The prior of a group of candidates.</summary>
    /// <exception cref="ArgumentException">The definition has no such group.</exception>
    public AbilityPrior Prior(string groupId)
    {
        CandidateGroup group = Groups.FirstOrDefault(g => g.Id == groupId)
            ?? throw new ArgumentException($"Definition '{Id}' has no group '{groupId}'.", nameof(groupId));
        AbilityPrior prior = Prior();
        int n = prior.Dimensions;
        return AbilityPrior.Create(
            [.. prior.Mean.Select(mean => mean + group.MeanShift)],
            [.. Enumerable.Range(0, n).Select(d => group.SpreadFactor * Math.Sqrt(prior.Covariance[d * n + d]))],
            n == 1 ? [[1]] : Correlations);
    }

    /// <summary>
    /// The prior of a candidate who sat the exam before: around the earlier estimate of each dimension, with <see cref="RetakeWidening"/> times its
    /// standard deviation but never wider than the definition's prior, and with the definition's correlations.
    /// </summary>
    /// <exception cref="InvalidOperationException">The definition has no <see cref="RetakeWidening"/>.</exception>
    /// <exception cref="ArgumentException">There is not one estimate for each dimension.</exception>
    public AbilityPrior RetakePrior(IReadOnlyList<PosteriorSummary> earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        double widening = RetakeWidening ?? throw new InvalidOperationException($"Definition '{Id}' lets earlier estimates not count.");
        AbilityPrior prior = Prior();
        int n = prior.Dimensions;
        if (earlier.Count != n)
        {
            throw new ArgumentException($"The exam has {n} dimensions, but there are {earlier.Count} earlier estimates.", nameof(earlier));
        }

        return AbilityPrior.Create(
            [.. earlier.Select(estimate => estimate.Mean)],
            [.. Enumerable.Range(0, n).Select(d => Math.Min(Math.Sqrt(prior.Covariance[d * n + d]), widening * earlier[d].StandardDeviation))],
            n == 1 ? [[1]] : Correlations);
    }

    /// <summary>The composite's weight of each dimension, summing to 1.</summary>
    public ImmutableArray<double> CompositeWeights()
    {
        double total = TopicAreas.Sum(area => area.Weight);
        return Dimensions == ExamDimensions.Single ? [1] : [.. TopicAreas.Select(area => area.Weight / total)];
    }
}

/// <summary>How many abilities an exam estimates.</summary>
public enum ExamDimensions
{
    /// <summary>One for each topic area, jointly, so that an answer in one area informs about the others.</summary>
    Joint,

    /// <summary>A single one; topic areas are content categories only.</summary>
    Single,
}

/// <summary>A topic area of an exam.</summary>
/// <param name="Id">Its id, as items name it.</param>
/// <param name="Name">Its name, as candidates read it.</param>
/// <param name="Weight">Its weight in the composite; weights are scaled to sum to 1.</param>
/// <param name="Minimum">At least so many scored items by the minimum length.</param>
/// <param name="Maximum">Never more scored items than this.</param>
public sealed record TopicAreaDefinition(string Id, string Name, double Weight, int Minimum, int Maximum);

/// <summary>How topic areas compete for the next item; each with the information I that an item has at the estimate of its area d.</summary>
public enum TopicAreaChoice
{
    /// <summary>Largest fall of the composite's variance, I·(w'V e_d)² / (1 + I·V_dd).</summary>
    CompositeVariance,

    /// <summary>Largest fall of the determinant of V (D-optimality): largest I·V_dd.</summary>
    Determinant,
}
