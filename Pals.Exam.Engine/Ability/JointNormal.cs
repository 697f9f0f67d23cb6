using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// N(m, V) over all dimensions with the composite w'θ, and its product with Gaussian sites by rank-one updates. Rows of V are padded to whole
/// vectors of eight.
/// </summary>
internal sealed class JointNormal
{
    private readonly AbilityPrior _prior;
    private readonly double[] _weights;
    private readonly int _stride;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly double[] _covariance;
    private readonly double[] _column;
    private readonly double[] _withComposite;

    public JointNormal(AbilityPrior prior, ReadOnlySpan<double> weights)
    {
        int n = prior.Dimensions;
        _prior = prior;
        _weights = weights.ToArray();
        _stride = (n + 7) & ~7;
        _mean = new double[_stride];
        _variance = new double[_stride];
        _covariance = new double[n * _stride];
        _column = new double[_stride];
        _withComposite = new double[_stride];
    }

    public AbilityPrior Prior => _prior;

    public ReadOnlySpan<double> Weights => _weights;

    public double CompositeMean { get; private set; }

    public double CompositeVariance { get; private set; }

    /// <summary>Updates since the last <see cref="Reset"/>.</summary>
    public int Updates { get; private set; }

    public double Mean(int d) => _mean[d];

    public double Variance(int d) => _variance[d];

    /// <summary>The eight means from <paramref name="first"/> on; 0 beyond the last.</summary>
    public Vector512<double> Means(int first) => Vector512.LoadUnsafe(ref _mean[first]);

    /// <summary>The eight variances from <paramref name="first"/> on; 0 beyond the last.</summary>
    public Vector512<double> Variances(int first) => Vector512.LoadUnsafe(ref _variance[first]);

    public double Covariance(int i, int j) => _covariance[i * _stride + j];

    /// <summary>(Vw)_d, as of the last <see cref="UpdateComposite"/>.</summary>
    public double CovarianceWithComposite(int d) => _withComposite[d];

    /// <summary>Goes back to the prior.</summary>
    public void Reset()
    {
        int n = _weights.Length;
        for (int i = 0; i < n; i++)
        {
            _mean[i] = _prior.Mean[i];
            _prior.Covariance.AsSpan(i * n, n).CopyTo(_covariance.AsSpan(i * _stride));
            _variance[i] = _covariance[i * _stride + i];
        }

        Updates = 0;
    }

    /// <summary>Multiplies by exp(ν θ_d − ½ τ θ_d²): V ← V − τ/(1 + τV_dd) v v', m ← m + v(ν − τ m_d)/(1 + τV_dd) with v = V e_d.</summary>
    public void Multiply(int d, double precision, double shift)
    {
        ref double covariance = ref MemoryMarshal.GetArrayDataReference(_covariance);
        ref double column = ref MemoryMarshal.GetArrayDataReference(_column);
        ref double mean = ref MemoryMarshal.GetArrayDataReference(_mean);
        ref double variance = ref MemoryMarshal.GetArrayDataReference(_variance);
        double scale = 1 / (1 + precision * Variance(d));
        Vector512<double> move = Vector512.Create((shift - precision * _mean[d]) * scale);
        double shrink = precision * scale;
        Updates++;
        for (int j = 0; j < _stride; j += 8)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref covariance, (nuint)(d * _stride + j));
            v.StoreUnsafe(ref column, (nuint)j);
            (Vector512.LoadUnsafe(ref mean, (nuint)j) + move * v).StoreUnsafe(ref mean, (nuint)j);
            (Vector512.LoadUnsafe(ref variance, (nuint)j) - Vector512.Create(shrink) * v * v).StoreUnsafe(ref variance, (nuint)j);
        }

        for (int i = 0; i < _weights.Length; i++)
        {
            Vector512<double> factor = Vector512.Create(shrink * _column[i]);
            for (int j = 0; j < _stride; j += 8)
            {
                nuint place = (nuint)(i * _stride + j);
                Vector512<double> row = Vector512.LoadUnsafe(ref covariance, place) - factor * Vector512.LoadUnsafe(ref column, (nuint)j);
                row.StoreUnsafe(ref covariance, place);
            }
        }
    }

    /// <summary>Replaces means and variances; correlations stay.</summary>
    public void SetMarginals(ReadOnlySpan<Moments> marginals)
    {
        for (int i = 0; i < marginals.Length; i++)
        {
            _mean[i] = marginals[i].Mean;
            _column[i] = Math.Sqrt(marginals[i].Variance / Variance(i));
        }

        for (int i = 0; i < marginals.Length; i++)
        {
            for (int j = 0; j < marginals.Length; j++)
            {
                _covariance[i * _stride + j] *= _column[i] * _column[j];
            }

            _variance[i] = _covariance[i * _stride + i];
        }
    }

    /// <summary>Mean w'm, Vw and variance w'Vw of the composite.</summary>
    public void UpdateComposite()
    {
        for (int j = 0; j < _stride; j += 8)
        {
            Vector512<double> sum = Vector512<double>.Zero;
            for (int i = 0; i < _weights.Length; i++)
            {
                sum += Vector512.Create(_weights[i]) * Vector512.LoadUnsafe(ref _covariance[0], (nuint)(i * _stride + j));
            }

            sum.StoreUnsafe(ref _withComposite[0], (nuint)j);
        }

        double mean = 0;
        double variance = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            mean += _weights[i] * _mean[i];
            variance += _weights[i] * _withComposite[i];
        }

        CompositeMean = mean;
        CompositeVariance = variance;
    }

    /// <summary>The square of the largest correlation of a dimension with another.</summary>
    public double LargestSquaredCorrelation(int e)
    {
        double largest = 0;
        for (int d = 0; d < _weights.Length; d++)
        {
            if (d != e)
            {
                double covariance = Covariance(d, e);
                largest = Math.Max(largest, covariance * covariance / (Variance(d) * Variance(e)));
            }
        }

        return largest;
    }
}
