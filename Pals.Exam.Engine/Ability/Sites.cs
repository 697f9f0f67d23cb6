using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The Gaussian stand-ins for the answers of each dimension, exp(ν θ − ½ τ θ²), and what each would become if its cavity moved a little from where it
/// was last refreshed.
/// </summary>
/// <remarks>
/// A cavity exp(hθ − ½kθ²) made the tilted distribution with mean m, variance v and third and fourth cumulants κ₃ and κ₄. A cavity (h + Δh, k + Δk)
/// moves its Gaussian part, in x = θ − m, to mean μ = v(Δh − mΔk)w and variance vw with w = 1/(1 + vΔk), and leaves the rest, whose logarithm is by the
/// Gram–Charlier series κ₃/(6v³)(x³ − 3vx) + κ₄/(24v⁴)(x⁴ − 6vx² + 3v²). Mean slope and curvature of that rest under the moved Gaussian are how the
/// site changes; with ω = v(w − 1):
/// Δτ = −κ₃/v³ μ − κ₄/(2v⁴)(μ² + ω) + κ₃²/v⁵ μ², Δν = mΔτ + κ₃/(2v³)(μ² + ω) + κ₄/(6v⁴) μ(μ² + 3ω) + μΔτ.
/// The term in κ₃² makes Δτ exact to the second order in μ. After moves of up to 0.08 standard deviations the marginal that the foretold site gives errs by
/// 1e-5 of one on average, and by 5e-5 of its variance; without foretelling it would be 1e-3 and 1e-2.
/// </remarks>
internal sealed class Sites
{
    private const int Lanes = 8;

    /// <summary>Farther than this, in standard deviations of the tilted distribution (its variance relatively), a site is not foretold; squared.</summary>
    private const double Reach = 0.08 * 0.08;

    /// <summary>The same where no cumulants are known and the site is taken to stay as it is; squared.</summary>
    private const double ReachOfMoments = 1e-3 * 1e-3;

    /// <summary>A site stays as it is unless the foretold one moves its marginal by so much, in standard deviations (its variance relatively).</summary>
    private const double Tolerance = 3e-5;

    private readonly JointNormal _joint;
    private readonly int _stride;
    private readonly int[] _answers;
    private readonly double[] _rows;

    public Sites(JointNormal joint, int dimensions)
    {
        _joint = joint;
        _stride = (dimensions + Lanes - 1) & -Lanes;
        _answers = new int[dimensions];
        _rows = new double[(int)Row.Count * _stride];
    }

    /// <summary>What is kept of each site, one row for all dimensions; all zero without answers, so that nothing is then foretold.</summary>
    private enum Row
    {
        Precision,
        Shift,

        // The site when it was last refreshed; its cavity as k and h − mk.
        OldPrecision,
        OldShift,
        CavityPrecision,
        CavityShift,

        // Its tilted distribution: m, v, κ₃/v³ and κ₄/v⁴.
        Mean,
        Variance,
        Third,
        Fourth,

        // How far it may move, squared.
        Reach,

        // From the present site to the foretold one.
        PrecisionStep,
        ShiftStep,
        Count,
    }

    public int Dimensions => _answers.Length;

    /// <summary>Number of answers in a dimension.</summary>
    public int Answers(int d) => _answers[d];

    /// <summary>τ, in logits⁻².</summary>
    public double Precision(int d) => At(Row.Precision, d);

    /// <summary>ν, in logits⁻¹.</summary>
    public double Shift(int d) => At(Row.Shift, d);

    public void CountAnswer(int d) => _answers[d]++;

    /// <summary>Takes over everything that is known of the same answers.</summary>
    public void CopyFrom(Sites other)
    {
        other._answers.CopyTo(_answers, 0);
        other._rows.CopyTo(_rows, 0);
    }

    /// <summary>Begins with no site anywhere; what was noted of their answers still holds.</summary>
    public void Clear() => _rows.AsSpan(0, ((int)Row.Shift + 1) * _stride).Clear();

    /// <summary>The marginal of dimension d with its own site divided out.</summary>
    public (double Mean, double Precision) Cavity(int d)
    {
        double scale = 1 / _joint.Variance(d);
        double precision = scale - Precision(d);
        return ((_joint.Mean(d) * scale - Shift(d)) / precision, precision);
    }

    /// <summary>Moves the site of dimension d (all the way for a step of 1) to where the marginal gets the tilted moments.</summary>
    public void Match(int d, double cavityMean, double cavityPrecision, Moments tilted, double step)
    {
        double scale = 1 / tilted.Variance;
        double precision = step * (scale - cavityPrecision - Precision(d));
        double shift = step * (tilted.Mean * scale - cavityMean * cavityPrecision - Shift(d));
        Move(d, precision, shift);
    }

    /// <summary>Notes from which tilted distribution the site of dimension d has just been made.</summary>
    public void Note(int d, double cavityMean, double cavityPrecision, Moments tilted)
    {
        double scale = 1 / tilted.Variance;
        double cubed = scale * scale * scale;
        bool isKnown = !double.IsNaN(tilted.Fourth);
        At(Row.OldPrecision, d) = Precision(d);
        At(Row.OldShift, d) = Shift(d);
        At(Row.CavityPrecision, d) = cavityPrecision;
        At(Row.CavityShift, d) = (cavityMean - tilted.Mean) * cavityPrecision;
        At(Row.Mean, d) = tilted.Mean;
        At(Row.Variance, d) = tilted.Variance;
        At(Row.Third, d) = isKnown ? tilted.Third * cubed : 0;
        At(Row.Fourth, d) = isKnown ? tilted.Fourth * cubed * scale : 0;
        At(Row.Reach, d) = isKnown ? Reach : ReachOfMoments;
    }

    /// <summary>Notes that the site of dimension d is due to be refreshed.</summary>
    public void NoteDue(int d) => At(Row.Reach, d) = -1;

    /// <summary>
    /// Foretells the eight sites from <paramref name="first"/> on: a bit for each whose cavity has moved too far for that, and for each that is to move.
    /// </summary>
    public (uint TooFar, uint Moved) Foretell(int first)
    {
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> half = Vector512.Create(0.5);
        Vector512<double> marginalMean = _joint.Means(first);
        Vector512<double> marginalVariance = _joint.Variances(first);
        Vector512<double> precision = Load(Row.Precision, first);
        Vector512<double> shift = Load(Row.Shift, first);
        Vector512<double> mean = Load(Row.Mean, first);
        Vector512<double> variance = Load(Row.Variance, first);
        Vector512<double> third = Load(Row.Third, first);
        Vector512<double> fourth = Load(Row.Fourth, first);
        Vector512<double> reach = Load(Row.Reach, first);

        Vector512<double> scale = one / marginalVariance;
        Vector512<double> cavityPrecision = scale - precision;
        Vector512<double> a = marginalMean * scale - shift - mean * cavityPrecision - Load(Row.CavityShift, first);
        Vector512<double> b = cavityPrecision - Load(Row.CavityPrecision, first);
        Vector512<double> w = one / (one + variance * b);
        Vector512<double> mu = variance * a * w;
        Vector512<double> mu2 = mu * mu;
        Vector512<double> omega = variance * (w - one);
        Vector512<double> q = mu2 + omega;
        Vector512<double> change = third * (third * variance * mu2 - mu) - half * fourth * q;
        Vector512<double> slope = half * third * q + Vector512.Create(1.0 / 6) * fourth * mu * (q + omega + omega) + change * mu;
        Vector512<double> precisionStep = Load(Row.OldPrecision, first) + change - precision;
        Vector512<double> shiftStep = Load(Row.OldShift, first) + mean * change + slope - shift;
        precisionStep.StoreUnsafe(ref At(Row.PrecisionStep, first));
        shiftStep.StoreUnsafe(ref At(Row.ShiftStep, first));

        Vector512<double> narrowing = w - one;
        uint tooFar = Mask(mu2, reach * variance) | Mask(narrowing * narrowing, reach);
        Vector512<double> pull = shiftStep - precisionStep * marginalMean;
        uint moved = Mask(pull * pull * marginalVariance, Vector512.Create(Tolerance * Tolerance))
            | Mask(Vector512.Abs(precisionStep) * marginalVariance, Vector512.Create(Tolerance));
        return (tooFar, moved);
    }

    /// <summary>Moves the site of dimension d to what was last foretold.</summary>
    public void Follow(int d) => Move(d, At(Row.PrecisionStep, d), At(Row.ShiftStep, d));

    /// <summary>Sets N(m, V) to what prior and sites say, one rank-one update for each site.</summary>
    public void Rebuild()
    {
        _joint.Reset();
        for (int d = 0; d < _answers.Length; d++)
        {
            if (_answers[d] > 0)
            {
                _joint.Multiply(d, Precision(d), Shift(d));
            }
        }
    }

    private void Move(int d, double precision, double shift)
    {
        At(Row.Precision, d) += precision;
        At(Row.Shift, d) += shift;
        _joint.Multiply(d, precision, shift);
    }

    /// <summary>A bit for each lane of x that is above the limit; none for NaN, which lanes beyond the last dimension hold.</summary>
    private static uint Mask(Vector512<double> x, Vector512<double> limit) => (uint)Vector512.GreaterThan(x, limit).ExtractMostSignificantBits();

    private Vector512<double> Load(Row row, int first) => Vector512.LoadUnsafe(ref At(row, first));

    private ref double At(Row row, int d)
    {
        Debug.Assert((uint)d < (uint)_stride);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), (int)row * _stride + d);
    }
}
