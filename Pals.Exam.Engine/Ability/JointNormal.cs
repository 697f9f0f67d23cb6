using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// N(m, V) over all dimensions with the composite w'θ, and its product with Gaussian sites by rank-one updates. Rows of V are padded to whole
/// vectors of eight.
/// </summary>
internal sealed class JointNormal
{
    private const int Lanes = 8;

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

    public int Dimensions => _weights.Length;

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

    public double Correlation(int i, int j) => Covariance(i, j) / Math.Sqrt(Variance(i) * Variance(j));

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
        double scale = 1 / (1 + precision * Variance(d));
        double move = (shift - precision * _mean[d]) * scale;
        double shrink = precision * scale;
        Updates++;
        if (_stride == Lanes)
        {
            MultiplyOneVector(d, move, shrink);
            return;
        }

        _covariance.AsSpan(d * _stride, _stride).CopyTo(_column);
        for (int j = 0; j < _stride; j += Lanes)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref _column[j]);
            (Vector512.LoadUnsafe(ref _mean[j]) + Vector512.Create(move) * v).StoreUnsafe(ref _mean[j]);
            (Vector512.LoadUnsafe(ref _variance[j]) - Vector512.Create(shrink) * v * v).StoreUnsafe(ref _variance[j]);
            for (int i = 0; i < _weights.Length; i++)
            {
                ref double row = ref _covariance[i * _stride + j];
                (Vector512.LoadUnsafe(ref row) - Vector512.Create(shrink * _column[i]) * v).StoreUnsafe(ref row);
            }
        }
    }

    /// <summary>The same for up to eight dimensions, the column in one register: most of a working step.</summary>
    private void MultiplyOneVector(int d, double move, double shrink)
    {
        ref double covariance = ref MemoryMarshal.GetArrayDataReference(_covariance);
        ref double column = ref MemoryMarshal.GetArrayDataReference(_column);
        ref double mean = ref MemoryMarshal.GetArrayDataReference(_mean);
        ref double variance = ref MemoryMarshal.GetArrayDataReference(_variance);
        Vector512<double> v = Vector512.LoadUnsafe(ref covariance, (nuint)(d * Lanes));
        Vector512<double> factors = Vector512.Create(shrink) * v;
        factors.StoreUnsafe(ref column);
        (Vector512.LoadUnsafe(ref mean) + Vector512.Create(move) * v).StoreUnsafe(ref mean);
        (Vector512.LoadUnsafe(ref variance) - factors * v).StoreUnsafe(ref variance);
        nuint end = (nuint)_weights.Length;
        for (nuint i = 0; i < end; i++)
        {
            Vector512<double> row = Vector512.LoadUnsafe(ref covariance, i * Lanes) - Vector512.Create(Unsafe.Add(ref column, i)) * v;
            row.StoreUnsafe(ref covariance, i * Lanes);
        }
    }

    /// <summary>
    /// Replaces all moments: marginals in standard deviations from the mean and in shares of the variance, correlations by rows of a lower triangle.
    /// </summary>
    public void SetMoments(ReadOnlySpan<Moments> marginals, ReadOnlySpan<double> correlations)
    {
        int n = marginals.Length;
        for (int i = 0; i < n; i++)
        {
            double deviation = Math.Sqrt(Variance(i));
            _mean[i] += marginals[i].Mean * deviation;
            _column[i] = Math.Sqrt(marginals[i].Variance) * deviation;
            for (int j = 0; j < i; j++)
            {
                double covariance = correlations[i * n + j] * _column[i] * _column[j];
                _covariance[i * _stride + j] = covariance;
                _covariance[j * _stride + i] = covariance;
            }

            _covariance[i * _stride + i] = _column[i] * _column[i];
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
}
