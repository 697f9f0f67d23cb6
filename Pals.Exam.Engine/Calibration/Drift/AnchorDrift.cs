using MathNet.Numerics.Distributions;
using Pals.Exam.Engine.Calibration.Differential;
using Pals.Exam.Engine.Calibration.Linking;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Drift;

/// <summary>What an item's displacement is compared with.</summary>
public enum DriftMethod
{
    /// <summary>Its standard error, from both calibrations and the linking. Holds the nominal error rate; needs standard errors.</summary>
    Displacement,

    /// <summary>The spread of all displacements, by median and interquartile range (Huynh &amp; Meyer 2010). Needs no standard errors.</summary>
    RobustZ,
}

/// <summary>How anchors are tested.</summary>
public sealed record AnchorDriftOptions
{
    /// <summary>The defaults.</summary>
    public static AnchorDriftOptions Default { get; } = new();

    /// <summary>What displacements are compared with.</summary>
    public DriftMethod Method { get; init; } = DriftMethod.Displacement;

    /// <summary>How the new scale is put on the base scale, by the anchors still trusted.</summary>
    public LinkingMethod Linking { get; init; } = LinkingMethod.StockingLord;

    /// <summary>False discovery rate at which an item is called drifted.</summary>
    public double SignificanceLevel { get; init; } = 0.05;

    /// <summary>A smaller displacement, in logits, is never called drift: in large samples everything is significant, and twin calibrations have no spread.</summary>
    public double SmallestDisplacement { get; init; } = 0.1;

    /// <summary>The smallest share of anchors that purification leaves.</summary>
    public double SmallestShareOfAnchors { get; init; } = 0.5;
}

/// <summary>One common item in two calibrations.</summary>
/// <param name="Base">Parameters on the base scale.</param>
/// <param name="New">Parameters of the new calibration, on its own scale.</param>
/// <param name="BaseError">Standard error of the base location; NaN if unknown.</param>
/// <param name="NewError">Standard error of the new location; NaN if unknown.</param>
public sealed record AnchorItem(ItemParameters Base, ItemParameters New, double BaseError, double NewError);

/// <summary>The drift of one anchor.</summary>
/// <param name="Displacement">New location on the base scale less base location, in logits: positive when the item became harder.</param>
/// <param name="StandardError">Of the displacement; NaN with <see cref="DriftMethod.RobustZ"/>.</param>
/// <param name="Z">Displacement over its standard error or robust spread.</param>
/// <param name="PValue">Two-sided, standard normal.</param>
/// <param name="Adjusted">Adjusted over all anchors (Benjamini &amp; Hochberg 1995).</param>
/// <param name="CurveDifference">Root mean square difference of the expected scores under N(0, 1), over the highest score.</param>
/// <param name="IsAnchor">True when the item served in the final linking.</param>
/// <param name="Drifted">True when the adjusted p-value is below the significance level and the displacement is not too small to matter.</param>
public readonly record struct AnchorDriftItem(
    double Displacement, double StandardError, double Z, double PValue, double Adjusted, double CurveDifference, bool IsAnchor, bool Drifted);

/// <summary>The outcome for all anchors.</summary>
/// <param name="Items">One result an anchor, in order.</param>
/// <param name="Linking">The final linking of the new scale to the base scale.</param>
/// <param name="Rounds">Anchors removed one by one.</param>
/// <param name="Exhausted">True when purification stopped at the smallest share of anchors: the calibrations disagree as a whole.</param>
public sealed record AnchorDriftAnalysis(IReadOnlyList<AnchorDriftItem> Items, LinkingResult Linking, int Rounds, bool Exhausted);

/// <summary>
/// Item parameter drift between two calibrations: the new scale is linked to the base by the anchors, the anchor that moved most is taken out while its
/// movement is significant, and the linking is repeated, so that drifted items do not hide in a scale they have bent.
/// </summary>
/// <remarks>
/// <para>The displacement d_i of an anchor compares locations; its variance s_i² = se_base² + A² se_new² is corrected for the linking, which is nearly the mean
/// displacement of the m anchors in use: s_i²(1 − 2/m) + Σ_j s_j²/m² for one of them, s_i² + Σ_j s_j²/m² for an item taken out. Without the correction items
/// taken out would be called too often. Purification asks the false discovery rate, too, so a clean set stays whole 95 times in 100.</para>
/// </remarks>
public static class AnchorDrift
{
    private const double NormalInterquartileRange = 1.3489795003921634;
    private const int FewestAnchors = 3;

    /// <summary>Tests every anchor.</summary>
    /// <exception cref="ArgumentException">Fewer than three anchors, standard errors that are missing or negative though the method needs them, or items that cannot be linked.</exception>
    public static AnchorDriftAnalysis Analyze(IReadOnlyList<AnchorItem> anchors, AnchorDriftOptions? options = null)
    {
        options ??= AnchorDriftOptions.Default;
        Check(anchors, options);
        bool[] trusted = new bool[anchors.Count];
        Array.Fill(trusted, true);
        int fewest = Math.Max(FewestAnchors, (int)Math.Ceiling(options.SmallestShareOfAnchors * anchors.Count));
        for (int round = 0; ; round++)
        {
            LinkingResult linking = Link(anchors, trusted, options, standardErrors: false);
            AnchorDriftItem[] items = Test(anchors, trusted, linking.Transformation, options);
            int worst = Enumerable.Range(0, items.Length).Where(i => trusted[i] && items[i].Drifted).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? -1 : Math.Abs(items[i].Z));
            bool exhausted = worst >= 0 && trusted.Count(t => t) <= fewest;
            if (worst < 0 || exhausted)
            {
                return new AnchorDriftAnalysis(items, Link(anchors, trusted, options, standardErrors: true), round, exhausted);
            }

            trusted[worst] = false;
        }
    }

    private static LinkingResult Link(IReadOnlyList<AnchorItem> anchors, bool[] trusted, AnchorDriftOptions options, bool standardErrors)
    {
        AnchorItem[] used = [.. anchors.Where((_, i) => trusted[i])];
        return ScaleLinking.Link(
            [.. used.Select(anchor => anchor.New)],
            [.. used.Select(anchor => anchor.Base)],
            options.Linking,
            LinkingOptions.Default with { StandardErrors = standardErrors });
    }

    private static AnchorDriftItem[] Test(IReadOnlyList<AnchorItem> anchors, bool[] trusted, ScaleTransformation map, AnchorDriftOptions options)
    {
        double[] displacements = [.. anchors.Select(anchor => map.Apply(anchor.New.Difficulty) - anchor.Base.Difficulty)];
        double[] errors = options.Method == DriftMethod.Displacement ? Errors(anchors, trusted, map) : [.. anchors.Select(_ => double.NaN)];
        double[] z = options.Method == DriftMethod.Displacement
            ? [.. displacements.Zip(errors, (d, error) => d / error)]
            : Robust(displacements);
        double[] p = [.. z.Select(value => 2 * Normal.CDF(0, 1, -Math.Abs(value)))];
        double[] adjusted = BenjaminiHochberg.Adjust(p);
        return
        [
            .. anchors.Select((anchor, i) => new AnchorDriftItem(
                displacements[i], errors[i], z[i], p[i], adjusted[i], CurveDifference(anchor, map), trusted[i],
                adjusted[i] < options.SignificanceLevel && Math.Abs(displacements[i]) >= options.SmallestDisplacement)),
        ];
    }

    private static double[] Errors(IReadOnlyList<AnchorItem> anchors, bool[] trusted, ScaleTransformation map)
    {
        double[] variances =
            [.. anchors.Select(anchor => anchor.BaseError * anchor.BaseError + map.Slope * map.Slope * anchor.NewError * anchor.NewError)];
        double m = trusted.Count(t => t);
        double ofLinking = variances.Where((_, i) => trusted[i]).Sum() / (m * m);
        return [.. variances.Select((variance, i) => Math.Sqrt((trusted[i] ? variance * (1 - 2 / m) : variance) + ofLinking))];
    }

    /// <summary>(d − median)/(0.74 × interquartile range).</summary>
    private static double[] Robust(double[] displacements)
    {
        double[] sorted = [.. displacements.Order()];
        double spread = (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / NormalInterquartileRange;
        double median = Quantile(sorted, 0.5);
        return [.. displacements.Select(d => d == median ? 0 : (d - median) / spread)];
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static double CurveDifference(AnchorItem anchor, ScaleTransformation map)
    {
        double sum = 0;
        double total = 0;
        for (int q = -40; q <= 40; q++)
        {
            double theta = 0.1 * q;
            double weight = Math.Exp(-theta * theta / 2);
            double difference = anchor.New.ExpectedScore((theta - map.Intercept) / map.Slope) - anchor.Base.ExpectedScore(theta);
            sum += weight * difference * difference;
            total += weight;
        }

        return Math.Sqrt(sum / total) / anchor.Base.MaximumScore;
    }

    private static void Check(IReadOnlyList<AnchorItem> anchors, AnchorDriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        if (anchors.Count < FewestAnchors)
        {
            throw new ArgumentException($"Drift needs at least {FewestAnchors} anchors, but there are {anchors.Count}.", nameof(anchors));
        }

        if (options.SignificanceLevel is not (> 0 and < 1))
        {
            throw new ArgumentException($"The significance level must lie between 0 and 1, but is {options.SignificanceLevel:R}.", nameof(options));
        }

        if (!(options.SmallestDisplacement >= 0))
        {
            throw new ArgumentException($"The smallest displacement must not be negative, but is {options.SmallestDisplacement:R}.", nameof(options));
        }

        for (int i = 0; i < anchors.Count && options.Method == DriftMethod.Displacement; i++)
        {
            AnchorItem anchor = anchors[i];
            if (!(anchor.BaseError >= 0 && anchor.NewError >= 0 && anchor.BaseError + anchor.NewError > 0 && double.IsFinite(anchor.BaseError + anchor.NewError)))
            {
                throw new ArgumentException(
                    $"Anchor {i} has the standard errors {anchor.BaseError:R} and {anchor.NewError:R}; displacement needs both, use the robust z without.", nameof(anchors));
            }
        }
    }
}
