using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Marginal means and variances beyond expectation propagation. The exact joint posterior is N(m, V) times, for each dimension e, the ratio F_e of
/// its likelihood to its site; EP keeps of F_e what the first two moments need. Given θ_d the other ratios contribute E[Π F_e | θ_d], here
/// taken as the product of the one-dimensional integrals E[F_e | θ_d] (Cseke &amp; Heskes 2011, factorized correction). In two dimensions that is
/// exact; with more it removes most of what skewed likelihoods (guessing, few answers, high correlations) leave over.
/// </summary>
internal static class MarginalCorrection
{
    private const int Outer = 16;
    private const int MostInner = 128;

    /// <summary>Spacing of the outer points in marginal standard deviations: ± 6 in 16 points.</summary>
    private const double OuterSpacing = 0.8;

    /// <summary>Spacing of the inner points in conditional standard deviations.</summary>
    private const double InnerSpacing = 0.9;

    /// <summary>How far the inner points reach, in marginal standard deviations.</summary>
    private const double InnerReach = 6;

    /// <summary>Exponentials of so much neither overflow nor underflow, nor do two of them multiplied.</summary>
    private const double SafeExponent = 330;

    /// <summary>Correlations are taken as no closer to ±1 than this, as squares: the conditional density must stay as wide as the inner points.</summary>
    private const double LargestSquaredCorrelation = 0.98;

    /// <summary>Replaces means and variances of <paramref name="joint"/> by corrected ones; its correlations stay.</summary>
    public static void Apply(JointNormal joint, ReadOnlySpan<long> curves, ReadOnlySpan<AbilityGrid> grids, Sites sites)
    {
        int n = sites.Dimensions;
        Span<double> ratios = n <= 16 ? stackalloc double[n * MostInner] : new double[n * MostInner];
        Span<double> factors = n <= 16 ? stackalloc double[n * MostInner] : new double[n * MostInner];
        Span<InnerPoints> shapes = n <= 16 ? stackalloc InnerPoints[n] : new InnerPoints[n];
        Span<Moments> corrected = n <= 16 ? stackalloc Moments[n] : new Moments[n];
        for (int e = 0; e < n; e++)
        {
            if (sites.Answers(e) > 0)
            {
                Span<double> ratio = ratios.Slice(e * MostInner, MostInner);
                Sample(View(joint, curves, grids, sites, e), joint.LargestSquaredCorrelation(e), ratio, out shapes[e]);
                PortableVector.Exp(ratio[..shapes[e].Count], factors.Slice(e * MostInner, MostInner));
            }
        }

        Span<double> weights = stackalloc double[Outer];
        for (int d = 0; d < n; d++)
        {
            Dimension view = View(joint, curves, grids, sites, d);
            Begin(view, sites.Answers(d) > 0, weights);
            for (int e = 0; e < n; e++)
            {
                if (e != d && sites.Answers(e) > 0)
                {
                    var conditional = new Conditional(view, joint.Covariance(d, e), joint.Variance(e));
                    if (shapes[e].LargestRatio < SafeExponent && conditional.LargestExponent(shapes[e]) < SafeExponent)
                    {
                        MultiplyByRecurrence(conditional, factors.Slice(e * MostInner, MostInner), shapes[e], weights);
                    }
                    else
                    {
                        Multiply(conditional, ratios.Slice(e * MostInner, MostInner), shapes[e], weights);
                    }
                }
            }

            corrected[d] = Finish(view, weights);
        }

        joint.SetMarginals(corrected);
    }

    private static Dimension View(JointNormal joint, ReadOnlySpan<long> curves, ReadOnlySpan<AbilityGrid> grids, Sites sites, int d) => new()
    {
        Curve = curves.Slice(d * AbilityGrid.PointCount, AbilityGrid.PointCount),
        Grid = grids[d],
        Mean = joint.Mean(d),
        Variance = joint.Variance(d),
        SitePrecision = sites.Precision(d),
        SiteShift = sites.Shift(d),
    };

    /// <summary>One dimension as the correction sees it: marginal and site, and the curve that its answers gave.</summary>
    private readonly ref struct Dimension
    {
        public required ReadOnlySpan<long> Curve { get; init; }

        public required AbilityGrid Grid { get; init; }

        public required double Mean { get; init; }

        public required double Variance { get; init; }

        public required double SitePrecision { get; init; }

        public required double SiteShift { get; init; }
    }

    /// <summary>The sample of log F_e on equally spaced points around the marginal mean; spacing and number of points in <paramref name="shape"/>.</summary>
    private static void Sample(in Dimension e, double largestSquaredCorrelation, Span<double> logRatio, out InnerPoints shape)
    {
        double spread = Math.Sqrt(e.Variance);
        double conditional = Math.Sqrt(1 - Math.Min(largestSquaredCorrelation, LargestSquaredCorrelation));
        double step = Math.Max(InnerSpacing * conditional, 2 * InnerReach / (MostInner - 1)) * spread;
        double first = Math.Max(-InnerReach * spread, e.Grid.Start - e.Mean);
        double last = Math.Min(InnerReach * spread, e.Grid.End - e.Mean);
        int count = Math.Max(0, (int)((last - first) / step) + 1);
        double center = LogRatio(e, 0);
        double largest = 0;
        for (int k = 0; k < count; k++)
        {
            logRatio[k] = LogRatio(e, first + k * step) - center;
            largest = Math.Max(largest, logRatio[k]);
        }

        shape = new InnerPoints(first, step, count, largest);
    }

    /// <summary>Starts the outer weights of dimension d at its own tilted density.</summary>
    private static void Begin(in Dimension d, bool hasAnswers, Span<double> weights)
    {
        double spread = Math.Sqrt(d.Variance);
        double center = hasAnswers ? LogRatio(d, 0) : 0;
        for (int i = 0; i < Outer; i++)
        {
            double z = OuterPoint(i);
            double y = z * spread;
            bool inside = d.Mean + y >= d.Grid.Start && d.Mean + y <= d.Grid.End;
            double log = hasAnswers && inside ? LogRatio(d, y) - center : 0;
            weights[i] = inside ? PortableMath.Exp(log - 0.5 * z * z) : 0;
        }
    }

    /// <summary>Multiplies the outer weights of d by E[F_e | θ_d] up to a constant.</summary>
    private static void Multiply(Conditional conditional, ReadOnlySpan<double> logRatio, InnerPoints shape, Span<double> weights)
    {
        Vector512<double> half = Vector512.Create(conditional.HalfPrecision);
        for (int i = 0; i < Outer; i += 8)
        {
            Vector512<double> mean = conditional.Mean(i);
            Vector512<double> sum = Vector512<double>.Zero;
            for (int k = 0; k < shape.Count; k++)
            {
                Vector512<double> x = Vector512.Create(shape.First + k * shape.Step) - mean;
                sum += PortableVector.Exp(Vector512.Create(logRatio[k]) + half * x * x);
            }

            (Vector512.Create<double>(weights[i..]) * sum).CopyTo(weights[i..]);
        }
    }

    /// <summary>
    /// The same, the normal density stepping along the equally spaced points by exp(h(x + s)²) = exp(hx²)·q with q = exp(h(2xs + s²)), which itself
    /// changes by the factor exp(2hs²) from one point to the next: three multiplications instead of an exponential.
    /// </summary>
    private static void MultiplyByRecurrence(Conditional conditional, ReadOnlySpan<double> ratio, InnerPoints shape, Span<double> weights)
    {
        double step = shape.Step;
        double h = conditional.HalfPrecision;
        Vector512<double> half = Vector512.Create(h);
        Vector512<double> change = Vector512.Create(PortableMath.Exp(2 * h * step * step));
        Vector512<double> x0 = Vector512.Create(shape.First) - conditional.Mean(0);
        Vector512<double> x1 = Vector512.Create(shape.First) - conditional.Mean(8);
        Vector512<double> density0 = PortableVector.Exp(half * x0 * x0);
        Vector512<double> density1 = PortableVector.Exp(half * x1 * x1);
        Vector512<double> q0 = PortableVector.Exp(half * Vector512.Create(step) * (x0 + x0 + Vector512.Create(step)));
        Vector512<double> q1 = PortableVector.Exp(half * Vector512.Create(step) * (x1 + x1 + Vector512.Create(step)));
        Vector512<double> sum0 = Vector512<double>.Zero;
        Vector512<double> sum1 = Vector512<double>.Zero;
        for (int k = 0; k < shape.Count; k++)
        {
            Vector512<double> factor = Vector512.Create(ratio[k]);
            sum0 += factor * density0;
            sum1 += factor * density1;
            density0 *= q0;
            density1 *= q1;
            q0 *= change;
            q1 *= change;
        }

        (Vector512.Create<double>(weights) * sum0).CopyTo(weights);
        (Vector512.Create<double>(weights[8..]) * sum1).CopyTo(weights[8..]);
    }

    /// <summary>Mean and variance under the outer weights.</summary>
    private static Moments Finish(in Dimension d, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < Outer; i++)
        {
            double z = OuterPoint(i);
            sum += weights[i];
            first += weights[i] * z;
            second += weights[i] * z * z;
        }

        double mean = first / sum;
        return new Moments(d.Mean + mean * Math.Sqrt(d.Variance), d.Variance * (second / sum - mean * mean));
    }

    private static double OuterPoint(int i) => (i - 0.5 * (Outer - 1)) * OuterSpacing;

    /// <summary>log F at m + y up to a constant: log-likelihood less site.</summary>
    private static double LogRatio(in Dimension e, double y)
    {
        double theta = e.Mean + y;
        double position = Math.Clamp((theta - e.Grid.Start) / e.Grid.Step, 0, AbilityGrid.PointCount - 1);
        return NarrowMoments.Interpolate(e.Curve, position) - (e.SiteShift - e.SitePrecision * e.Mean) * y + 0.5 * e.SitePrecision * y * y;
    }

    /// <summary>Equally spaced points relative to the marginal mean, and the largest log F on them, at least 0.</summary>
    private readonly record struct InnerPoints(double First, double Step, int Count, double LargestRatio);

    /// <summary>The normal density of θ_e given θ_d, up to a constant exp(h(θ_e − mean)²), for each outer point of d; relative to the marginal mean of e.</summary>
    private readonly ref struct Conditional
    {
        private readonly double _slope;

        public Conditional(in Dimension d, double covariance, double variance)
        {
            double slope = covariance / d.Variance;
            double squared = Math.Min(covariance * slope / variance, LargestSquaredCorrelation);
            _slope = Math.Sqrt(d.Variance) * slope;
            HalfPrecision = -0.5 / (variance * (1 - squared));
        }

        /// <summary>h, negative.</summary>
        public double HalfPrecision { get; }

        /// <summary>The conditional means at the eight outer points from <paramref name="i"/> on.</summary>
        public Vector512<double> Mean(int i) =>
            (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create(OuterSpacing) + Vector512.Create(OuterPoint(i))) * Vector512.Create(_slope);

        /// <summary>A bound on |hx²| at all inner and outer points.</summary>
        public double LargestExponent(InnerPoints shape)
        {
            double farthest = Math.Max(Math.Abs(shape.First), Math.Abs(shape.First + (shape.Count - 1) * shape.Step)) + Math.Abs(_slope * OuterPoint(0));
            return -HalfPrecision * farthest * farthest;
        }
    }
}
