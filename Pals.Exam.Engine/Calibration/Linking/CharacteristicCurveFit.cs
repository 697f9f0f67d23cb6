using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>
/// Minimizes the Stocking–Lord or Haebara criterion over (log A, B) by Levenberg–Marquardt steps with analytic derivatives: with u = (θ − B)/A,
/// du/d log A = −u and du/dB = −1/A; in the other direction v = Aθ + B, dv/d log A = Aθ and dv/dB = 1.
/// </summary>
internal sealed class CharacteristicCurveFit
{
    private const double FirstDamping = 1e-3;
    private const double LargestDamping = 1e12;

    private readonly IReadOnlyList<ItemParameters> _from;
    private readonly IReadOnlyList<ItemParameters> _to;
    private readonly bool _byItem;
    private readonly bool _slopeIsFixed;
    private readonly LinkingOptions _options;
    private readonly double[] _nodes;
    private readonly double[] _weights;
    private readonly double[] _target;
    private readonly double[] _probability;
    private readonly double[] _first;
    private readonly double[] _second;

    public CharacteristicCurveFit(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method, LinkingOptions options, bool slopeIsFixed)
    {
        _from = from;
        _to = to;
        _byItem = method == LinkingMethod.Haebara;
        _slopeIsFixed = slopeIsFixed;
        _options = options;
        _nodes = [.. Enumerable.Range(0, options.Quadrature).Select(q => Node(q, options))];
        _weights = [.. _nodes.Select(Weight)];
        int categories = from.Max(item => item.CategoryCount);
        _target = new double[categories];
        _probability = new double[categories];
        _first = new double[categories];
        _second = new double[categories];
    }

    public static double Node(int q, LinkingOptions options) =>
        options.Quadrature == 1 ? 0 : -options.Range + 2 * options.Range * q / (options.Quadrature - 1);

    public static double Weight(double theta) => Math.Exp(-theta * theta / 2);

    public ScaleLinking.Estimate Minimize(ScaleTransformation start)
    {
        double logSlope = Math.Log(start.Slope);
        double intercept = start.Intercept;
        double damping = FirstDamping;
        Normal current = Evaluate(logSlope, intercept);
        for (int iteration = 1; iteration <= _options.MaximumIterations; iteration++)
        {
            (double dLog, double dIntercept) = Step(current, damping);
            Normal trial = Evaluate(logSlope + dLog, intercept + dIntercept);
            bool improved = trial.Criterion <= current.Criterion;
            bool small = Math.Abs(dLog) <= _options.Tolerance && Math.Abs(dIntercept) <= _options.Tolerance;
            if (improved)
            {
                logSlope += dLog;
                intercept += dIntercept;
                current = trial;
                damping = Math.Max(damping / 10, double.Epsilon);
            }
            else
            {
                damping *= 10;
            }

            if (small || damping > LargestDamping)
            {
                return new ScaleLinking.Estimate(new ScaleTransformation(Math.Exp(logSlope), intercept), true, iteration);
            }
        }

        return new ScaleLinking.Estimate(new ScaleTransformation(Math.Exp(logSlope), intercept), false, _options.MaximumIterations);
    }

    /// <summary>The criterion with half its gradient and the Gauss–Newton matrix, in (log A, B).</summary>
    public Normal Evaluate(double logSlope, double intercept)
    {
        double slope = Math.Exp(logSlope);
        var sum = default(Normal);
        for (int q = 0; q < _nodes.Length; q++)
        {
            double theta = _nodes[q];
            double back = (theta - intercept) / slope;
            Compare(ref sum, _weights[q], _to, theta, _from, back, -back, -1 / slope);
            if (_byItem)
            {
                Compare(ref sum, _weights[q], _from, theta, _to, slope * theta + intercept, slope * theta, 1);
            }
        }

        return sum;
    }

    /// <summary>Adds the squared differences between fixed curves at one ability and moving curves at another that moves by the given rates.</summary>
    private void Compare(
        ref Normal sum, double weight, IReadOnlyList<ItemParameters> still, double theta, IReadOnlyList<ItemParameters> moving, double at,
        double rateOfLogSlope, double rateOfIntercept)
    {
        double testDifference = 0;
        double testSlope = 0;
        for (int i = 0; i < still.Count; i++)
        {
            int count = still[i].CategoryCount;
            Span<double> first = _first.AsSpan(0, count);
            Span<double> second = _second.AsSpan(0, count);
            still[i].Categories(theta, _target.AsSpan(0, count), first, second);
            moving[i].Categories(at, _probability.AsSpan(0, count), first, second);
            for (int k = 0; k < count; k++)
            {
                double difference = _probability[k] - _target[k];
                if (_byItem)
                {
                    sum.Add(weight, difference, first[k] * rateOfLogSlope, first[k] * rateOfIntercept);
                }
                else
                {
                    testDifference += k * difference;
                    testSlope += k * first[k];
                }
            }
        }

        if (!_byItem)
        {
            sum.Add(weight, testDifference, testSlope * rateOfLogSlope, testSlope * rateOfIntercept);
        }
    }

    private (double LogSlope, double Intercept) Step(Normal n, double damping)
    {
        double ii = n.InterceptIntercept * (1 + damping) + double.Epsilon;
        if (_slopeIsFixed)
        {
            return (0, -n.Intercept / ii);
        }

        double ss = n.SlopeSlope * (1 + damping) + double.Epsilon;
        double determinant = ss * ii - n.SlopeIntercept * n.SlopeIntercept;
        return determinant > 0
            ? ((n.SlopeIntercept * n.Intercept - ii * n.Slope) / determinant, (n.SlopeIntercept * n.Slope - ss * n.Intercept) / determinant)
            : (-n.Slope / ss, -n.Intercept / ii);
    }

    /// <summary>Criterion r'Wr, gradient halves J'Wr and matrix J'WJ.</summary>
    internal record struct Normal(
        double Criterion, double Slope, double Intercept, double SlopeSlope, double SlopeIntercept, double InterceptIntercept)
    {
        public void Add(double weight, double residual, double bySlope, double byIntercept)
        {
            Criterion += weight * residual * residual;
            Slope += weight * residual * bySlope;
            Intercept += weight * residual * byIntercept;
            SlopeSlope += weight * bySlope * bySlope;
            SlopeIntercept += weight * bySlope * byIntercept;
            InterceptIntercept += weight * byIntercept * byIntercept;
        }
    }
}
