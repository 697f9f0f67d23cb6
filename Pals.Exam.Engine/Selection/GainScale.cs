using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What information about one dimension is worth, I·leverage / (1 + I·variance) or I·variance: increasing in I, so that a bound on information
/// is a bound on its worth.
/// </summary>
internal readonly struct GainScale
{
    private readonly double _factor;
    private readonly double _variance;

    private GainScale(double factor, double variance)
    {
        _factor = factor;
        _variance = variance;
    }

    public static GainScale Create(SelectionContext context, int dimension)
    {
        double covariance = context.CovarianceWithComposite(dimension);
        return context.Definition.TopicAreaChoice == TopicAreaChoice.Determinant
            ? new GainScale(context.Variance(dimension), 0)
            : new GainScale(covariance * covariance, context.Variance(dimension));
    }

    public double Gain(double information) => information * _factor / (1 + information * _variance);

    /// <summary>The same in each lane, in single precision.</summary>
    public Vector256<float> Gain(Vector256<float> information) =>
        information * Vector256.Create((float)_factor) / (Vector256<float>.One + information * Vector256.Create((float)_variance));

    /// <summary>The least information that is worth <paramref name="gain"/>: +∞ when none is, −∞ when any is.</summary>
    public double Least(double gain)
    {
        double rest = _factor - gain * _variance;
        return !(gain > 0) ? double.NegativeInfinity : rest > 0 ? gain / rest : double.PositiveInfinity;
    }
}
