using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>The part of the observed information that is about the population's mean and standard deviation, where they are free: the last rows.</summary>
internal sealed class PopulationInformation
{
    private const double Difference = 1e-5;

    private readonly WorkingModel _model;
    private readonly Quadrature _grid;
    private readonly double[] _x;
    private readonly float[] _scores;

    public PopulationInformation(double[] x, WorkingModel model, Quadrature grid)
    {
        _x = x;
        _model = model;
        _grid = grid;
        Count = (model.Mean >= 0 ? 1 : 0) + (model.LogDeviation >= 0 ? 1 : 0);
        _scores = NewScores();
    }

    /// <summary>Number of free parameters.</summary>
    public int Count { get; }

    /// <summary>Derivatives of the log weights in one of them.</summary>
    public ReadOnlySpan<float> Score(int parameter) => _scores.AsSpan(parameter * _grid.Stride, _grid.Stride);

    /// <summary>Derivatives of the log weights in the population's mean and the logarithm of its standard deviation.</summary>
    private float[] NewScores()
    {
        var scores = new float[Count * _grid.Stride];
        double[] upper = new double[_grid.Stride];
        double[] lower = new double[_grid.Stride];
        double mean = _model.PopulationMean(_x);
        double log = Math.Log(_model.PopulationDeviation(_x));
        for (int beta = 0; beta < Count; beta++)
        {
            bool isMean = _model.Mean >= 0 && beta == 0;
            _grid.LogWeights(mean + (isMean ? Difference : 0), Math.Exp(log + (isMean ? 0 : Difference)), upper);
            _grid.LogWeights(mean - (isMean ? Difference : 0), Math.Exp(log - (isMean ? 0 : Difference)), lower);
            for (int q = 0; q < _grid.Count; q++)
            {
                scores[beta * _grid.Stride + q] = (float)((upper[q] - lower[q]) / (2 * Difference));
            }
        }

        return scores;
    }

    /// <summary>Adds the complete-data information: the negative Hessian of the expected log weights.</summary>
    public void AddComplete(double[] counts, double[][] matrix)
    {
        // The log weights are smooth enough for second differences with a wider step.
        const double Wide = 1e-3;
        double mean = _model.PopulationMean(_x);
        double log = Math.Log(_model.PopulationDeviation(_x));
        for (int alpha = 0; alpha < Count; alpha++)
        {
            for (int beta = 0; beta <= alpha; beta++)
            {
                (double Mean, double Log) u = Direction(alpha);
                (double Mean, double Log) v = Direction(beta);
                double second = (Expected(1, 1) - Expected(1, -1) - Expected(-1, 1) + Expected(-1, -1)) / (4 * Wide * Wide);
                matrix[^(Count - alpha)][^(Count - beta)] -= second;

                double Expected(int first, int other)
                {
                    var weights = new double[_grid.Stride];
                    _grid.LogWeights(
                        mean + Wide * (first * u.Mean + other * v.Mean), Math.Exp(log + Wide * (first * u.Log + other * v.Log)), weights);
                    return TensorPrimitives.Dot<double>(weights.AsSpan(0, _grid.Count), counts.AsSpan(0, _grid.Count));
                }
            }
        }

        (double Mean, double Log) Direction(int parameter) => _model.Mean >= 0 && parameter == 0 ? (1, 0) : (0, 1);
    }

    /// <summary>Subtracts the covariance of the scores given the responses, for candidates whose posteriors these are.</summary>
    public void SubtractMissing(int candidates, float[] posteriors, double[][] matrix)
    {
        int stride = _grid.Stride;
        for (int n = 0; n < candidates; n++)
        {
            ReadOnlySpan<float> posterior = posteriors.AsSpan(n * stride, stride);
            double weight = TensorPrimitives.Sum(posterior);
            for (int alpha = 0; alpha < Count; alpha++)
            {
                ReadOnlySpan<float> own = _scores.AsSpan(alpha * stride, stride);
                double mean = TensorPrimitives.Dot(posterior, own) / weight;
                for (int beta = 0; beta <= alpha; beta++)
                {
                    ReadOnlySpan<float> other = _scores.AsSpan(beta * stride, stride);
                    double covariance = 0;
                    for (int q = 0; q < _grid.Count; q++)
                    {
                        covariance += posterior[q] * (own[q] - mean) * other[q];
                    }

                    matrix[^(Count - alpha)][^(Count - beta)] -= covariance;
                }
            }
        }
    }
}
