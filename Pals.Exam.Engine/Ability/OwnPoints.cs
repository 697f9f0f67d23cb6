using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The mean and standard deviation of a posterior on points of its own, however narrow it is, wherever it lies and whatever its tails. Points
/// θ_k = m + s sinh(kh), m the mode and s its standard error, have weights cosh(kh): as close as the peak needs about the mode and ever wider away from it, so
/// that they reach everywhere the posterior can be. As a likelihood is at most 1, a density beyond R = √(2(50 − log f(m))) prior standard deviations from
/// the prior mean is below e⁻⁵⁰ of the one at the mode: no tail is cut off. The spacing h is halved until either half of the points gives the same moments.
/// </summary>
/// <remarks>The change of variable is that of Schwartz (1969); the sum of equally spaced values converges geometrically (Trefethen &amp; Weideman 2014).</remarks>
internal static class OwnPoints
{
    /// <summary>A density below e⁻⁵⁰ of the highest leaves nothing to a variance, not even of a peak of a thousandth of the prior's width.</summary>
    private const double NegligibleExponent = 50;

    /// <summary>A log-concave posterior has one peak, and the coarsest points that agree are enough.</summary>
    private const double ConcaveSpacing = 0.5;

    /// <summary>Guessing and slips allow more peaks: the first points are so close that one far from the mode does not fall between them.</summary>
    private const double FirstSpacing = 0.125;

    /// <summary>Points that agree to less would often do, but a narrow peak far from the mode shows in few of them.</summary>
    private const double HalvesTolerance = 1e-6;

    private const double SmallestSpacing = 1.0 / 1024;

    private const int MaximumModes = 60;

    /// <summary>The estimate; <see cref="EstimateStatus.NotConverged"/> where some 15,000 points do not resolve the posterior.</summary>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        var posterior = new LogPosterior(new ResponsePattern(items, scores), prior);
        AbilityEstimate mode = Mode(posterior, items, scores);
        double spread = double.IsFinite(mode.StandardError) ? mode.StandardError : 0.1 * prior.StandardDeviation;
        var points = new Points(posterior, mode.Ability, spread);
        for (int modes = 1; ; modes++)
        {
            (AbilityEstimate estimate, double highest) = points.Integrate();
            if (highest == points.Center || modes == MaximumModes)
            {
                return estimate;
            }

            // The search for the mode took another or ended short of it; the points have met a higher.
            points = new Points(posterior, highest, spread);
        }
    }

    private static AbilityEstimate Mode(LogPosterior posterior, ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores)
    {
        NormalPrior prior = posterior.Prior;
        double highest = posterior.At(prior.Mean);
        for (double z = 1; z < Reach(highest); z *= 2)
        {
            double step = z * prior.StandardDeviation;
            highest = Math.Max(highest, Math.Max(posterior.At(prior.Mean - step), posterior.At(prior.Mean + step)));
        }

        // The search costs by the length of the range; where the mode lies beyond, the points walk to it.
        double reach = Reach(highest) * prior.StandardDeviation;
        AbilityRange usual = AbilityRange.Default;
        return MaximumAPosteriori.Estimate(items, scores, prior, new AbilityRange(
            Math.Max(prior.Mean - reach, Math.Min(prior.Mean, 0) + usual.Lower), Math.Min(prior.Mean + reach, Math.Max(prior.Mean, 0) + usual.Upper)));
    }

    /// <summary>Beyond so many prior standard deviations from its mean the density is negligible beside a logarithm of <paramref name="highest"/>.</summary>
    private static double Reach(double highest) => Math.Sqrt(2 * (NegligibleExponent - highest));

    /// <summary>The logarithm of likelihood and prior, the latter 0 at its mean.</summary>
    private readonly ref struct LogPosterior(ResponsePattern pattern, NormalPrior prior)
    {
        private readonly ResponsePattern _pattern = pattern;

        public NormalPrior Prior { get; } = prior;

        public bool IsLogConcave => _pattern.IsLogConcave;

        public double At(double theta)
        {
            double z = (theta - Prior.Mean) / Prior.StandardDeviation;
            return _pattern.LogLikelihood(theta) - 0.5 * z * z;
        }
    }

    private readonly ref struct Points
    {
        /// <summary>A mode is another only when it is clearly higher: points beside the mode may be so by rounding.</summary>
        private const double ClearlyHigher = 1;

        private readonly LogPosterior _posterior;
        private readonly double _spread;
        private readonly double _log;
        private readonly double _first;
        private readonly double _last;

        public Points(LogPosterior posterior, double center, double spread)
        {
            _posterior = posterior;
            Center = center;
            _spread = spread;
            _log = posterior.At(center);
            double reach = Reach(_log) * posterior.Prior.StandardDeviation;
            double offset = center - posterior.Prior.Mean;
            _first = -InverseSinh((reach + offset) / spread);
            _last = InverseSinh((reach - offset) / spread);
        }

        public double Center { get; }

        /// <summary>The estimate, and the center or the highest point where that is clearly higher.</summary>
        public (AbilityEstimate Estimate, double Highest) Integrate()
        {
            double spacing = _posterior.IsLogConcave ? ConcaveSpacing : FirstSpacing;
            double highest = Center;
            double bound = _log + ClearlyHigher;
            PosteriorSums even = Sum(0, spacing, ref highest, ref bound);
            while (highest == Center)
            {
                PosteriorSums odd = Sum(0.5 * spacing, spacing, ref highest, ref bound);
                PosteriorSums all = even + odd;
                bool agree = PosteriorSums.Agree(even, odd, HalvesTolerance);
                if (agree || spacing <= SmallestSpacing)
                {
                    return (all.Estimate(Center, agree ? EstimateStatus.Converged : EstimateStatus.NotConverged), highest);
                }

                even = all;
                spacing *= 0.5;
            }

            return (even.Estimate(Center, EstimateStatus.NotConverged), highest);
        }

        private PosteriorSums Sum(double offset, double spacing, ref double highest, ref double bound)
        {
            var sums = default(PosteriorSums);
            int last = (int)Math.Floor((_last - offset) / spacing);
            for (int k = (int)Math.Ceiling((_first - offset) / spacing); k <= last; k++)
            {
                double e = PortableMath.Exp(offset + k * spacing);
                double x = 0.5 * _spread * (e - 1 / e);
                double log = _posterior.At(Center + x);
                if (log > bound)
                {
                    (highest, bound) = (Center + x, log);
                }

                sums = sums.With(PortableMath.Exp(log - _log) * (e + 1 / e), x);
            }

            return sums;
        }

        /// <summary>arsinh(x) = log(x + √(x² + 1)) for x ≥ 0.</summary>
        private static double InverseSinh(double x) => PortableMath.Log(x + Math.Sqrt(x * x + 1));
    }
}
