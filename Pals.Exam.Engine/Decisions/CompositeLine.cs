using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Decisions;

/// <summary>
/// The likelihood of an exam's answers as a function of the composite alone: each topic area is taken at its expected ability given the composite
/// c under the definition's prior, θ_d(c) = μ_d + γ_d (c − w'μ) with γ = Σw / w'Σw. With one dimension it is the ordinary likelihood. Tests between two
/// values of the composite need such a line, since a composite alone does not fix the likelihood (Spray, Abdel-fattah, Huang &amp; Lau 1997).
/// </summary>
internal readonly ref struct CompositeLine : IEstimatingFunction
{
    private readonly ReadOnlySpan<int> _items;
    private readonly ReadOnlySpan<int> _scores;
    private readonly ItemPool _pool;
    private readonly Selection.SelectionContext _abilities;
    private readonly ReadOnlySpan<double> _start;
    private readonly ReadOnlySpan<double> _slope;

    /// <summary>Makes the line in <paramref name="scratch"/>, which has two places for each dimension.</summary>
    public CompositeLine(in DecisionContext context, Span<double> scratch)
    {
        _items = context.Items;
        _scores = context.Scores;
        _pool = context.Pool;
        _abilities = context.Abilities;
        ExamDefinition definition = context.Definition;
        int n = definition.DimensionCount;
        Span<double> start = scratch[..n];
        Span<double> slope = scratch.Slice(n, n);
        double total = 0;
        for (int d = 0; d < n; d++)
        {
            total += Weight(definition, d);
        }

        double compositeMean = 0;
        double compositeVariance = 0;
        for (int d = 0; d < n; d++)
        {
            double covariance = 0;
            for (int j = 0; j < n; j++)
            {
                covariance += Correlation(definition, d, j) * Deviation(definition, d) * Deviation(definition, j) * Weight(definition, j) / total;
            }

            slope[d] = covariance;
            double weight = Weight(definition, d) / total;
            compositeMean += weight * Mean(definition, d);
            compositeVariance += weight * covariance;
        }

        for (int d = 0; d < n; d++)
        {
            slope[d] /= compositeVariance;
            start[d] = Mean(definition, d) - slope[d] * compositeMean;
        }

        _start = start;
        _slope = slope;
    }

    public bool IsMonotone
    {
        get
        {
            foreach (int item in _items)
            {
                ItemParameters parameters = _pool.Parameters(item);
                if (parameters.LowerAsymptote > 0 || parameters.UpperAsymptote < 1)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Σ log P(x_i | θ(c)).</summary>
    public double LogLikelihood(double composite)
    {
        Span<double> logs = stackalloc double[StackCategories];
        double sum = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            ItemParameters item = _pool.Parameters(_items[i]);
            Span<double> own = item.CategoryCount <= StackCategories ? logs[..item.CategoryCount] : new double[item.CategoryCount];
            item.LogProbabilities(Ability(_items[i], composite), own);
            sum += own[_scores[i]];
        }

        return sum;
    }

    public (double Value, double Slope) At(double theta)
    {
        double value = 0;
        double slope = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            (double first, double second) = _pool.Parameters(_items[i]).LogDerivatives(_scores[i], Ability(_items[i], theta));
            double rate = _slope[_abilities.Dimension(_items[i])];
            value += rate * first;
            slope += rate * rate * second;
        }

        return (value, slope);
    }

    public double StandardError(double theta)
    {
        double information = 0;
        foreach (int item in _items)
        {
            double rate = _slope[_abilities.Dimension(item)];
            information += rate * rate * _pool.Parameters(item).Information(Ability(item, theta));
        }

        return 1 / Math.Sqrt(information);
    }

    private const int StackCategories = 32;

    private double Ability(int item, double composite)
    {
        int d = _abilities.Dimension(item);
        return _start[d] + _slope[d] * composite;
    }

    private static double Weight(ExamDefinition definition, int d) =>
        definition.Dimensions == ExamDimensions.Single ? 1 : definition.TopicAreas[d].Weight;

    private static double Mean(ExamDefinition definition, int d) => definition.Means.IsEmpty ? 0 : definition.Means[d];

    private static double Deviation(ExamDefinition definition, int d) => definition.StandardDeviations.IsEmpty ? 1 : definition.StandardDeviations[d];

    private static double Correlation(ExamDefinition definition, int i, int j) => i == j ? 1 : definition.Correlations[i][j];
}
