using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>
/// An exam ready to be sat: a definition and a pool with everything computed in advance. Immutable and shared by all threads. An exam in
/// progress is a pure function of this, its seed, the items excluded when it began, its prior, the items given and their answers.
/// </summary>
public sealed class AdaptiveExam
{
    /// <summary>Checks the definition against the pool and computes what steps need.</summary>
    /// <exception cref="ArgumentException">
    /// A field of the definition is invalid, an item's topic area is not in the definition, two constraints cross, or the pool cannot meet the
    /// blueprint; the message names the field, item or constraint.
    /// </exception>
    public AdaptiveExam(ExamDefinition definition, ItemPool pool)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        definition.Validate();
        Definition = definition;
        Pool = pool;
        Prior = definition.Prior();
        Weights = definition.CompositeWeights();
        TopicAreaOfItem = MapTopicAreas();
        DimensionOfItem = definition.Dimensions == ExamDimensions.Single ? new int[pool.Count] : TopicAreaOfItem;
        Grids = [.. Enumerable.Range(0, Prior.Dimensions).Select(d => new AbilityGrid(Prior.Mean[d], Math.Sqrt(Prior.Covariance[d * Prior.Dimensions + d])))];
        Rows = new LikelihoodTable(pool, DimensionOfItem, Grids.AsSpan());
        Steepest = FindSteepest();
        ConfidenceQuantile = NormalDistribution.Quantile(definition.Confidence);
        Blueprint = Blueprint.Create(
            pool,
            definition.TopicAreas.Select(TopicAreaConstraint).Concat(definition.Constraints),
            definition.MinimumLength,
            definition.MaximumLength);
        Facts =
        [
            .. Enumerable.Range(0, pool.Count).Select(i => new ItemFacts(
                Rows.FirstRows[i],
                DimensionOfItem[i],
                Blueprint.GroupOfItem[i],
                pool.Scenario(i),
                pool.Parameters(i).MaximumScore,
                !pool.Enemies(i).IsEmpty)),
        ];
        PretestPool = [.. Enumerable.Range(0, pool.Count).Where(pool.IsPretest)];
        if (PretestPool.Length < definition.PretestItems)
        {
            throw new ArgumentException(
                $"pretestItems asks for {definition.PretestItems} items, but the pool has {PretestPool.Length} pretest items.", nameof(definition));
        }

        ScoredItems = Bits.Create(pool.Count);
        ScoredItemsOfGroup = new int[Blueprint.Groups.Length];
        for (int i = 0; i < pool.Count; i++)
        {
            if (!pool.IsPretest(i))
            {
                Bits.Set(ScoredItems, i);
                ScoredItemsOfGroup[Blueprint.GroupOfItem[i]]++;
            }
        }

        RequireFeasibleBlueprint();
        Criterion = definition.Selection.Bind(definition, pool);
        Exposure = definition.Exposure.Bind(definition, pool);
        if (Criterion is InformationCriterion information)
        {
            Index = new IndexedSearch(this, information.Kernel);
            Progressive = Exposure is ProgressiveRestricted.Bound ? new ProgressiveTable(pool, Index.Kernel, Index.Bounds!) : null;
        }
    }

    /// <summary>The definition.</summary>
    public ExamDefinition Definition { get; }

    /// <summary>The pool.</summary>
    public ItemPool Pool { get; }

    /// <summary>The prior that exams begin with unless given another.</summary>
    public AbilityPrior Prior { get; }

    /// <summary>The composite's weight of each dimension, summing to 1.</summary>
    public ImmutableArray<double> Weights { get; }

    internal int[] TopicAreaOfItem { get; }

    internal int[] DimensionOfItem { get; }

    internal ImmutableArray<AbilityGrid> Grids { get; }

    internal LikelihoodTable Rows { get; }

    internal Blueprint Blueprint { get; }

    /// <summary>The largest steepness of a response curve in each dimension.</summary>
    internal double[] Steepest { get; }

    internal int[] PretestPool { get; }

    internal double ConfidenceQuantile { get; }

    internal ISelectionCriterion Criterion { get; }

    internal IExposureControl? Exposure { get; }

    /// <summary>The index behind maximum information, or null where every item must be valued.</summary>
    internal IndexedSearch? Index { get; }

    /// <summary>The table behind the progressive method, or null where it does not act or must see every item.</summary>
    internal ProgressiveTable? Progressive { get; }

    internal ItemFacts[] Facts { get; }

    /// <summary>A bit for each item that is not a pretest item.</summary>
    internal ulong[] ScoredItems { get; }

    /// <summary>Number of such items directly in each content group.</summary>
    internal int[] ScoredItemsOfGroup { get; }

    /// <summary>Begins an exam.</summary>
    /// <param name="seed">All chance in the exam comes from it.</param>
    /// <param name="excludedItems">
    /// Indexes of items that must not be served (exposure control, items seen before), the most important first: when the blueprint cannot be met
    /// without some of them, exclusions are lifted from the end of the list.
    /// </param>
    /// <param name="prior">
    /// The candidate's own prior (<see cref="ExamDefinition.Prior(string)"/> of a group, <see cref="ExamDefinition.RetakePrior"/>), or null for the
    /// definition's.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An index is outside the pool, or the prior has another number of dimensions or lies too far from the definition's.
    /// </exception>
    public ExamState Begin(ulong seed, ReadOnlySpan<int> excludedItems = default, AbilityPrior? prior = null) =>
        Start(seed, excludedItems, prior);

    /// <summary>
    /// The prior nearest to <paramref name="prior"/> that an exam can begin with: a mean too far out for the exam's grid of ability is moved in. There is
    /// one for standard deviations up to those of <see cref="Prior"/>, as those of a retake are (<see cref="ExamDefinition.RetakePrior"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The prior has another number of dimensions, or is too wide for the grid.</exception>
    public AbilityPrior Nearest(AbilityPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        int n = Prior.Dimensions;
        if (prior.Dimensions != n)
        {
            throw new ArgumentException($"The exam has {n} dimensions, but the prior has {prior.Dimensions}.", nameof(prior));
        }

        var nearest = AbilityPrior.FromCovariance(
            [.. prior.Mean.Select((mean, d) => Grids[d].NearestMean(mean, Math.Sqrt(prior.Covariance[d * n + d])))], prior.Covariance);
        for (int d = 0; d < n; d++)
        {
            if (!Holds(nearest, d))
            {
                throw new ArgumentException(
                    $"The variance of dimension {d + 1}, {prior.Covariance[d * n + d]:R}, is too wide for the exam's grid of ability.", nameof(prior));
            }
        }

        return nearest;
    }

    /// <summary>
    /// Rebuilds an exam from what was kept of it. The state follows the items that were given, whatever this engine would have given; only an item
    /// that the transcript does not hold yet is chosen. Where this engine would have given the same items, the state is the live one to the last bit.
    /// </summary>
    /// <exception cref="ArgumentException">No exam of this definition could have given these items, or a score does not fit its item.</exception>
    public ExamState Replay(ExamTranscript transcript) => Replay(transcript, null, null);

    /// <summary>Compares an exam with what this engine would have done.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Replay(ExamTranscript)"/>.</exception>
    public ReplayAudit Audit(ExamTranscript transcript)
    {
        var differences = ImmutableArray.CreateBuilder<ChoiceDifference>();
        ExamState end = Replay(transcript, null, differences);
        return new ReplayAudit(differences.ToImmutable(), end.Status, end.End);
    }

    /// <summary>Explains one step of an exam: the item that was given, seen by this engine.</summary>
    /// <param name="transcript">The exam; what follows the step is not needed.</param>
    /// <param name="position">
    /// The step, from 1 to the number of items given; one more, when all are answered, explains the item that would be given next.
    /// </param>
    /// <exception cref="ArgumentException">The exam has no such step, or as for <see cref="Replay(ExamTranscript)"/>.</exception>
    public StepExplanation Explain(ExamTranscript transcript, int position)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        int last = transcript.Scores.Length + 1;
        if (position < 1 || position > last)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"A step between 1 and {last} is expected.");
        }

        var explainer = new StepExplainer(this, position, transcript.ExcludedItems.AsSpan());
        ExamState state = Replay(transcript.UpTo(position), explainer, null);
        return state.Status == ExamStatus.InProgress
            ? explainer.Explain(state)
            : throw new ArgumentException($"The exam ended after {position - 1} answers and has no step {position}.", nameof(position));
    }

    private ExamState Replay(ExamTranscript transcript, StepExplainer? explainer, ImmutableArray<ChoiceDifference>.Builder? differences)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        ExamTranscript.Require(this, transcript);
        ExamState state = Start(transcript.Seed, transcript.ExcludedItems.AsSpan(), transcript.Prior, explainer, GivenAt(1));
        Compare(1);
        for (int i = 0; i < transcript.Scores.Length; i++)
        {
            state.Answer(transcript.Scores[i], GivenAt(i + 2));
            Compare(i + 2);
        }

        return state;

        int GivenAt(int position) => position <= transcript.Items.Length ? transcript.Items[position - 1] : ExamState.NotGiven;

        void Compare(int position)
        {
            if (position <= transcript.Items.Length && state.OwnChoice != state.NextItem)
            {
                differences?.Add(new ChoiceDifference(position, state.NextItem, state.OwnChoice));
            }
        }
    }

    private ExamState Start(
        ulong seed, ReadOnlySpan<int> excludedItems, AbilityPrior? prior, StepExplainer? explainer = null, int given = ExamState.NotGiven)
    {
        foreach (int item in excludedItems)
        {
            if ((uint)item >= (uint)Pool.Count)
            {
                throw new ArgumentException($"Excluded item {item} is not an index of the pool's {Pool.Count} items.", nameof(excludedItems));
            }
        }

        if (prior is not null && prior.Dimensions != Prior.Dimensions)
        {
            throw new ArgumentException($"The exam has {Prior.Dimensions} dimensions, but the prior has {prior.Dimensions}.", nameof(prior));
        }

        for (int d = 0; prior is not null && d < Grids.Length; d++)
        {
            if (!Holds(prior, d))
            {
                throw new ArgumentException(
                    $"The prior of dimension {d + 1}, N({prior.Mean[d]:R}, {prior.Covariance[d * prior.Dimensions + d]:R}), reaches beyond the exam's grid "
                    + $"of ability from {Grids[d].Start:R} to {Grids[d].End:R}.",
                    nameof(prior));
            }
        }

        return new ExamState(this, seed, excludedItems, prior ?? Prior, explainer, given);
    }

    private bool Holds(AbilityPrior prior, int dimension) =>
        Grids[dimension].Holds(prior.Mean[dimension], Math.Sqrt(prior.Covariance[dimension * prior.Dimensions + dimension]));

    private int[] MapTopicAreas()
    {
        int[] areas = new int[Pool.Count];
        for (int i = 0; i < areas.Length; i++)
        {
            string id = Pool[i].TopicArea;
            areas[i] = -1;
            for (int d = 0; d < Definition.TopicAreas.Length; d++)
            {
                if (Definition.TopicAreas[d].Id == id)
                {
                    areas[i] = d;
                }
            }

            if (areas[i] < 0)
            {
                throw new ArgumentException($"Item {Pool.ItemId(i)} has topic area '{id}', which definition '{Definition.Id}' does not name.", nameof(Pool));
            }
        }

        return areas;
    }

    private double[] FindSteepest()
    {
        double[] steepest = new double[Prior.Dimensions];
        for (int i = 0; i < Pool.Count; i++)
        {
            ref double largest = ref steepest[DimensionOfItem[i]];
            largest = Math.Max(largest, TiltedMoments.Steepness(Pool.Parameters(i)));
        }

        return steepest;
    }

    private static ContentConstraint TopicAreaConstraint(TopicAreaDefinition area) =>
        new(area.Id, ImmutableDictionary<string, string>.Empty.Add(ContentConstraint.TopicAreaAttribute, area.Id), area.Minimum, area.Maximum);

    private void RequireFeasibleBlueprint()
    {
        var state = new BlueprintState(Blueprint);
        state.Reset(ScoredItemsOfGroup);
        int group = state.FirstUnmet();
        if (group >= 0)
        {
            BlueprintGroup unmet = Blueprint.Groups[group];
            throw new ArgumentException(
                group == Blueprint.Root
                    ? $"The blueprint of definition '{Definition.Id}' cannot be met: the minima must fit into the minimum length of "
                        + $"{Definition.MinimumLength}, and maxima and pool must allow {Definition.MaximumLength} scored items."
                    : $"The blueprint of definition '{Definition.Id}' cannot be met: '{unmet.Name}' asks for {unmet.Minimum} to {unmet.Maximum} items, "
                        + "which its own constraints or the pool's scored items do not allow.",
                nameof(Definition));
        }
    }
}
