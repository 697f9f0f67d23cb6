using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// Scores a written form, on paper or online: the raw score against the form's equated cut decides, and the joint posterior of the topic areas, the
/// same as in an adaptive exam, says how able the candidate is and how sure that is. Immutable and shared by all threads.
/// </summary>
public sealed class FormScorer
{
    private readonly AbilityPrior _prior;
    private readonly AbilityGrid[] _grids;
    private readonly double[] _weights;
    private readonly double[] _steepest;
    private readonly int[] _areas;
    private readonly long[][][] _rows;

    /// <summary>Computes in advance what scoring needs.</summary>
    /// <exception cref="ArgumentException">
    /// The definition is invalid, its cut is not the form's, or an item's topic area is not in it; the message names the field or item.
    /// </exception>
    public FormScorer(ExamDefinition definition, WrittenForm form)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(form);
        definition.Validate();
        if (definition.Cut != form.Cut.Ability)
        {
            throw new ArgumentException(
                $"The form is equated to a standard of {form.Cut.Ability:R} logits, but the cut of definition '{definition.Id}' is {definition.Cut:R}.",
                nameof(form));
        }

        Definition = definition;
        Form = form;
        _prior = definition.Prior();
        _weights = [.. definition.CompositeWeights()];
        _grids = [.. Enumerable.Range(0, _prior.Dimensions).Select(d => new AbilityGrid(_prior.Mean[d], Math.Sqrt(_prior.Covariance[d * _prior.Dimensions + d])))];
        _areas = [.. form.Items.Select(RequireArea)];
        _steepest = FindSteepest();
        _rows = [.. form.Items.Select(Rows)];
    }

    /// <summary>The definition: topic areas, prior and standard.</summary>
    public ExamDefinition Definition { get; }

    /// <summary>The form.</summary>
    public WrittenForm Form { get; }

    /// <summary>Scores one candidate.</summary>
    /// <param name="scores">The score of every item, in the order of their positions; an item left out scores 0.</param>
    /// <param name="end">Why the sitting ended, for the report.</param>
    /// <exception cref="ArgumentException">There is not one score for each item, or an item has no such score.</exception>
    public FormScore Score(ReadOnlySpan<int> scores, ExamEnd end = ExamEnd.MaximumLength)
    {
        RawScore raw = Form.RawScore(scores);
        var posterior = new AbilityPosterior(_prior, _grids, _weights, _steepest);
        for (int k = 0; k < scores.Length; k++)
        {
            posterior.Add(Dimension(_areas[k]), _rows[k][scores[k]]);
        }

        posterior.Converge();
        bool passed = raw.Reaches(Form.Cut.RawScore);
        ScoreReport report = ScoreReport.Of(
            Definition, Form.Pool, posterior, Form.Items.AsSpan(), scores, _areas, passed ? ExamStatus.Passed : ExamStatus.Failed, end, pretest: 0);
        return new FormScore(raw, Form.Cut, passed, report)
        {
            TopicAreas = AreaScores(scores),
        };
    }

    private ImmutableArray<RawScore> AreaScores(ReadOnlySpan<int> scores)
    {
        int[] parts = new int[Definition.TopicAreas.Length];
        for (int k = 0; k < scores.Length; k++)
        {
            parts[_areas[k]] += scores[k] * (Form.PartsPerPoint / Form.Pool.Parameters(Form.Items[k]).MaximumScore);
        }

        return [.. parts.Select(sum => new RawScore(sum, Form.PartsPerPoint))];
    }

    private int Dimension(int area) => _prior.Dimensions == 1 ? 0 : area;

    private int RequireArea(int item) => AreaOf(item) is >= 0 and var area
        ? area
        : throw new ArgumentException(
            $"Item {Form.Pool.ItemId(item)} has topic area '{Form.Pool[item].TopicArea}', which definition '{Definition.Id}' does not name.", nameof(item));

    private int AreaOf(int item)
    {
        for (int t = 0; t < Definition.TopicAreas.Length; t++)
        {
            if (Definition.TopicAreas[t].Id == Form.Pool[item].TopicArea)
            {
                return t;
            }
        }

        return -1;
    }

    /// <summary>Over the whole pool, as in an adaptive exam, so that the same answers give the same estimates to the last bit.</summary>
    private double[] FindSteepest()
    {
        double[] steepest = new double[_prior.Dimensions];
        for (int i = 0; i < Form.Pool.Count; i++)
        {
            if (AreaOf(i) is >= 0 and var area)
            {
                ref double largest = ref steepest[Dimension(area)];
                largest = Math.Max(largest, TiltedMoments.Steepness(Form.Pool.Parameters(i)));
            }
        }

        return steepest;
    }

    private long[][] Rows(int item, int position)
    {
        Items.ItemParameters parameters = Form.Pool.Parameters(item);
        long[][] rows = new long[parameters.CategoryCount][];
        for (int score = 0; score < rows.Length; score++)
        {
            rows[score] = new long[AbilityGrid.PointCount];
            LikelihoodRow.Write(parameters, score, _grids[Dimension(_areas[position])], rows[score]);
        }

        return rows;
    }
}

/// <summary>The result of a written form.</summary>
/// <param name="Raw">The raw score.</param>
/// <param name="Cut">The standard that it was held against.</param>
/// <param name="Passed">True when the raw score reaches the raw cut: the decision.</param>
/// <param name="Report">
/// Ability by topic area with its uncertainty. Its probability of lying above the cut is that of the joint posterior, which knows which items were
/// answered and not only how many; its status is the decision by raw score.
/// </param>
public sealed record FormScore(RawScore Raw, EquatedCut Cut, bool Passed, ScoreReport Report)
{
    /// <summary>
    /// The raw score within each topic area, in the definition's order; they add up to <see cref="Raw"/>, and an area's highest is its number of items.
    /// </summary>
    public required ImmutableArray<RawScore> TopicAreas { get; init; }
}
