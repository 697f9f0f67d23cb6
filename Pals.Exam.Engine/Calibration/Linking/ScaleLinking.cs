using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>
/// Puts two calibrations of the same items on one scale: finds A and B so that the items of the first calibration, after θ ↦ Aθ + B, agree with
/// the second.
/// </summary>
public static class ScaleLinking
{
    private const int FewestItemsForJackknife = 3;

    /// <summary>Links the scale of <paramref name="from"/> to the scale of <paramref name="to"/>.</summary>
    /// <param name="from">Parameters of the common items on the old scale.</param>
    /// <param name="to">Parameters of the same items, in the same order, on the scale to reach.</param>
    /// <param name="method">How curves or moments are matched.</param>
    /// <param name="options">Quadrature and stopping; <see cref="LinkingOptions.Default"/> if null.</param>
    /// <remarks>
    /// <para>Mean–sigma: A = sd(b_to)/sd(b_from); mean–mean: A = mean(a_from)/mean(a_to); in both B = mean(b_to) − A mean(b_from). All thresholds of
    /// items with ordered categories count as difficulties.</para>
    /// <para>Stocking and Lord minimize Σ_q w_q (Σ_i E_i(θ_q) − Σ_i E_i*(θ_q))² and Haebara Σ_q w_q Σ_i Σ_k (P_ik(θ_q) − P_ik*(θ_q))² in both
    /// directions, where a star marks the transformed item, E the expected score and w the N(0, 1) weights. A transformed item at θ is the old item
    /// at (θ − B)/A, whatever its model, so one derivative serves every model.</para>
    /// <para>When every item is a Rasch item the slope of both scales is 1 by definition, so A = 1 is kept and only B is estimated.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The lists are empty, differ in length, pair items of different categories, or hold slopes that are not positive.</exception>
    public static LinkingResult Link(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method, LinkingOptions? options = null)
    {
        options ??= LinkingOptions.Default;
        Check(from, to, method);
        bool rasch = from.Concat(to).All(item => item.Model == ItemModel.Rasch);
        Estimate estimate = Solve(from, to, method, options, rasch);
        (double slopeError, double interceptError) = options.StandardErrors && from.Count >= FewestItemsForJackknife
            ? Jackknife(from, to, method, options, rasch)
            : (double.NaN, double.NaN);
        return new LinkingResult(
            estimate.Transformation,
            from.Count,
            estimate.Converged,
            estimate.Iterations,
            Residual(from, to, estimate.Transformation, options),
            slopeError,
            interceptError);
    }

    private static Estimate Solve(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method, LinkingOptions options, bool rasch)
    {
        ScaleTransformation moments = Moments(from, to, method, rasch);
        return method switch
        {
            LinkingMethod.StockingLord or LinkingMethod.Haebara =>
                new CharacteristicCurveFit(from, to, method, options, rasch).Minimize(moments),
            _ => new Estimate(moments, true, 0),
        };
    }

    private static ScaleTransformation Moments(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method, bool rasch)
    {
        double[] oldLocations = Locations(from);
        double[] newLocations = Locations(to);
        double slope = 1;
        if (!rasch)
        {
            double oldSpread = StandardDeviation(oldLocations);
            slope = method == LinkingMethod.MeanSigma && oldSpread > 0 && StandardDeviation(newLocations) > 0
                ? StandardDeviation(newLocations) / oldSpread
                : from.Average(item => item.Discrimination) / to.Average(item => item.Discrimination);
        }

        return new ScaleTransformation(slope, newLocations.Average() - slope * oldLocations.Average());
    }

    private static double[] Locations(IReadOnlyList<ItemParameters> items) =>
        [.. items.SelectMany(item => item.IsDichotomous ? [item.Difficulty] : item.Thresholds)];

    private static double StandardDeviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }

    /// <summary>Leaves out each item in turn: SE² = (n − 1)/n Σ (estimate without i − mean)² (Quenouille 1956; Haberman, Lee &amp; Qian 2009).</summary>
    private static (double Slope, double Intercept) Jackknife(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method, LinkingOptions options, bool rasch)
    {
        int count = from.Count;
        double[] slopes = new double[count];
        double[] intercepts = new double[count];
        for (int left = 0; left < count; left++)
        {
            ScaleTransformation without = Solve(Without(from, left), Without(to, left), method, options, rasch).Transformation;
            slopes[left] = without.Slope;
            intercepts[left] = without.Intercept;
        }

        double factor = Math.Sqrt(count - 1.0);
        return (factor * StandardDeviation(slopes), factor * StandardDeviation(intercepts));
    }

    private static List<ItemParameters> Without(IReadOnlyList<ItemParameters> items, int index)
    {
        var rest = new List<ItemParameters>(items);
        rest.RemoveAt(index);
        return rest;
    }

    private static double Residual(
        IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, ScaleTransformation transformation, LinkingOptions options)
    {
        double sum = 0;
        double total = 0;
        for (int q = 0; q < options.Quadrature; q++)
        {
            double theta = CharacteristicCurveFit.Node(q, options);
            double weight = CharacteristicCurveFit.Weight(theta);
            for (int i = 0; i < from.Count; i++)
            {
                double old = (theta - transformation.Intercept) / transformation.Slope;
                double difference = to[i].ExpectedScore(theta) - from[i].ExpectedScore(old);
                sum += weight * difference * difference;
            }

            total += weight * from.Count;
        }

        return Math.Sqrt(sum / total);
    }

    private static void Check(IReadOnlyList<ItemParameters> from, IReadOnlyList<ItemParameters> to, LinkingMethod method)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Count == 0 || from.Count != to.Count)
        {
            throw new ArgumentException($"Linking needs the same items on both scales, at least one, but got {from.Count} and {to.Count}.", nameof(to));
        }

        for (int i = 0; i < from.Count; i++)
        {
            if (from[i].CategoryCount != to[i].CategoryCount)
            {
                throw new ArgumentException(
                    $"Item {i} has {from[i].CategoryCount} score categories on one scale and {to[i].CategoryCount} on the other.", nameof(to));
            }

            if (!(from[i].Discrimination > 0 && to[i].Discrimination > 0))
            {
                throw new ArgumentException(
                    $"Item {i} has slopes {from[i].Discrimination:R} and {to[i].Discrimination:R}; a common item's slopes must be positive.", nameof(from));
            }
        }

        if (method == LinkingMethod.MeanSigma && Locations(from).Length < 2)
        {
            throw new ArgumentException("Mean–sigma linking needs at least two difficulties.", nameof(from));
        }
    }

    internal readonly record struct Estimate(ScaleTransformation Transformation, bool Converged, int Iterations);
}
