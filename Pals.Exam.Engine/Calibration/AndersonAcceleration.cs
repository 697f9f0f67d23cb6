namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// Speeds up a fixed-point iteration x → F(x) by Anderson's method (Anderson 1965; for EM: Henderson &amp; Varadhan 2019): the next point is the
/// combination of the last few for which the linearized residual F(x) − x is smallest. Residuals are weighed by the square root of the
/// information on each parameter, the metric in which EM is a symmetric contraction.
/// </summary>
internal sealed class AndersonAcceleration(int count, int depth)
{
    /// <summary>Relative ridge on the least-squares problem, so that nearly parallel differences do not blow up its solution.</summary>
    private const double Ridge = 1e-8;

    private readonly List<double[]> _pointDifferences = [];
    private readonly List<double[]> _residualDifferences = [];
    private readonly double[] _residual = new double[count];
    private readonly double[] _lastResidual = new double[count];
    private readonly double[] _lastPoint = new double[count];
    private bool _hasLast;

    /// <summary>Forgets the past, so that the next point is the plain F(x).</summary>
    public void Restart()
    {
        _pointDifferences.Clear();
        _residualDifferences.Clear();
        _hasLast = false;
    }

    /// <summary>Writes the point to try after <paramref name="x"/>, whose image is <paramref name="image"/>, into <paramref name="destination"/>, which may be x.</summary>
    public void Next(ReadOnlySpan<double> x, ReadOnlySpan<double> image, ReadOnlySpan<double> scale, Span<double> destination)
    {
        for (int i = 0; i < count; i++)
        {
            _residual[i] = image[i] - x[i];
        }

        if (_hasLast)
        {
            Remember(x);
        }

        x.CopyTo(_lastPoint);
        _residual.CopyTo(_lastResidual, 0);
        _hasLast = true;
        image.CopyTo(destination);
        int m = _residualDifferences.Count;
        if (m > 0)
        {
            double[] weights = Solve(scale, m);
            for (int j = 0; j < m; j++)
            {
                double[] dx = _pointDifferences[j];
                double[] df = _residualDifferences[j];
                for (int i = 0; i < count; i++)
                {
                    destination[i] -= weights[j] * (dx[i] + df[i]);
                }
            }
        }

    }

    private void Remember(ReadOnlySpan<double> x)
    {
        double[] dx;
        double[] df;
        if (_pointDifferences.Count == depth)
        {
            (dx, df) = (_pointDifferences[0], _residualDifferences[0]);
            _pointDifferences.RemoveAt(0);
            _residualDifferences.RemoveAt(0);
        }
        else
        {
            (dx, df) = (new double[count], new double[count]);
        }

        for (int i = 0; i < count; i++)
        {
            dx[i] = x[i] - _lastPoint[i];
            df[i] = _residual[i] - _lastResidual[i];
        }

        _pointDifferences.Add(dx);
        _residualDifferences.Add(df);
    }

    private double[] Solve(ReadOnlySpan<double> scale, int m)
    {
        var normal = new double[m * m];
        var right = new double[m];
        double trace = 0;
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                normal[j * m + k] = normal[k * m + j] = Product(_residualDifferences[j], _residualDifferences[k], scale);
            }

            right[j] = Product(_residualDifferences[j], _residual, scale);
            trace = Math.Max(trace, normal[j * m + j]);
        }

        for (int j = 0; j < m; j++)
        {
            normal[j * m + j] += Ridge * trace / m;
        }

        SmallCholesky.Solve(normal, right);
        return right;
    }

    private static double Product(double[] a, double[] b, ReadOnlySpan<double> scale)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += scale[i] * a[i] * b[i];
        }

        return sum;
    }
}
