using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>What a selection criterion or an exposure control method may know about an exam at the step at hand.</summary>
public sealed class SelectionContext
{
    private readonly ExamState _state;
    private readonly AdaptiveExam _exam;
    private readonly AbilityPosterior _posterior;

    internal SelectionContext(ExamState state, AdaptiveExam exam, AbilityPosterior posterior)
    {
        _state = state;
        _exam = exam;
        _posterior = posterior;
    }

    /// <summary>The definition.</summary>
    public ExamDefinition Definition => _exam.Definition;

    /// <summary>The pool.</summary>
    public ItemPool Pool => _exam.Pool;

    /// <summary>The exam's seed.</summary>
    public ulong Seed => _state.Seed;

    /// <summary>The position of the item to be chosen, from 1, pretest items included.</summary>
    public int Position => _state.Position;

    /// <summary>Number of scored items answered.</summary>
    public int Scored => _state.Scored;

    /// <summary>The scored items answered, in order.</summary>
    public ReadOnlySpan<int> ScoredItems => _state.ScoredItems;

    /// <summary>Their scores.</summary>
    public ReadOnlySpan<int> ScoredScores => _state.ScoredScores;

    /// <summary>Number of dimensions of ability.</summary>
    public int Dimensions => _posterior.Dimensions;

    /// <summary>The dimension that an item measures.</summary>
    public int Dimension(int item) => _exam.DimensionOfItem[item];

    /// <summary>The place of the item's topic area in the definition.</summary>
    public int TopicArea(int item) => _exam.TopicAreaOfItem[item];

    /// <summary>Posterior mean of a dimension.</summary>
    public double Mean(int dimension) => _posterior.Mean(dimension);

    /// <summary>Posterior variance of a dimension.</summary>
    public double Variance(int dimension) => _posterior.Variance(dimension);

    /// <summary>w'V e_d: posterior covariance of the composite with dimension d.</summary>
    public double CovarianceWithComposite(int dimension) => _posterior.CovarianceWithComposite(dimension);

    /// <summary>The grid of a dimension.</summary>
    public AbilityGrid Grid(int dimension) => _exam.Grids[dimension];

    /// <summary>
    /// Writes the marginal posterior of a dimension on its grid, <see cref="AbilityGrid.PointCount"/> weights that sum to 1: the cavity of
    /// expectation propagation times the exact likelihood of the dimension's answers.
    /// </summary>
    public void WritePosterior(int dimension, Span<double> weights) => _posterior.WriteMarginal(dimension, weights);

    /// <summary>
    /// The value of <paramref name="information"/> about dimension d under the definition's <see cref="TopicAreaChoice"/>: the fall of the
    /// composite's variance I·(w'V e_d)² / (1 + I·V_dd), or I·V_dd for the determinant.
    /// </summary>
    public double InformationGain(int dimension, double information) => GainScale.Create(this, dimension).Gain(information);

    /// <summary>
    /// The value of lowering the variance of dimension d by <paramref name="reduction"/> from <paramref name="variance"/>, in the units of
    /// <see cref="InformationGain"/>: by regression of the composite on θ_d, reduction·(w'V e_d)² / V_dd², or reduction / (V_dd − reduction).
    /// </summary>
    public double VarianceGain(int dimension, double reduction, double variance) => Definition.TopicAreaChoice == TopicAreaChoice.Determinant
        ? reduction / (variance - reduction)
        : reduction * (CovarianceWithComposite(dimension) * CovarianceWithComposite(dimension)) / (variance * variance);

    /// <summary>The most likely ability in a dimension if the composite stood exactly at the cut, m_d + (w'V e_d)(cut − w'm) / w'Vw.</summary>
    public double AbilityAtCut(int dimension) => _posterior.Mean(dimension)
        + _posterior.CovarianceWithComposite(dimension) * (Definition.Cut - _posterior.CompositeMean) / _posterior.CompositeVariance;

    /// <summary>
    /// Writes the likelihood of a dimension's answers on its grid, <see cref="AbilityGrid.PointCount"/> weights that sum to 1; all equal without answers.
    /// </summary>
    public void WriteLikelihood(int dimension, Span<double> weights)
    {
        double max = double.NegativeInfinity;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = _posterior.LogLikelihood(dimension, k);
            max = Math.Max(max, weights[k]);
        }

        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = PortableMath.Exp(weights[k] - max);
            sum += weights[k];
        }

        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] /= sum;
        }
    }

    /// <summary>Random numbers for the criterion at this step: the same whenever the step is computed again.</summary>
    public RandomStream CriterionRandom => new(Seed, 2 * (ulong)Position + 1);

    /// <summary>Random numbers for exposure control at this step.</summary>
    public RandomStream Random => new(Seed, 2 * (ulong)Position + 2);
}
