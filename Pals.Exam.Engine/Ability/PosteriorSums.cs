namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Sums of weights w and of w·x and w·x² over points of a posterior, x counted from a point near its mode, so that no digits are lost.
/// </summary>
internal readonly record struct PosteriorSums(double Total, double First, double Second)
{
    public double Mean => First / Total;

    public double Variance => Math.Max(Second / Total - Mean * Mean, 0);

    public static PosteriorSums operator +(PosteriorSums left, PosteriorSums right) =>
        new(left.Total + right.Total, left.First + right.First, left.Second + right.Second);

    public PosteriorSums With(double weight, double x) => new(Total + weight, First + weight * x, Second + weight * x * x);

    /// <summary>
    /// True where two interleaved sets of points, each of twice the spacing, give the same moments, to <paramref name="tolerance"/> of the total and of the
    /// standard deviation. All of them together then miss the integral by less than half of it, and by the order of its square where the posterior has no
    /// peak that both sets miss: halving a spacing squares the error of a sum over a smooth function (Trefethen &amp; Weideman 2014).
    /// </summary>
    public static bool Agree(PosteriorSums even, PosteriorSums odd, double tolerance)
    {
        PosteriorSums all = even + odd;
        double mean = all.Mean;
        double scale = tolerance * all.Total;
        double total = even.Total - odd.Total;
        double first = even.First - odd.First;
        double second = even.Second - odd.Second;
        return Math.Abs(total) <= scale
            && Math.Abs(first - mean * total) <= scale * Math.Sqrt(all.Variance)
            && Math.Abs(second - 2 * mean * first + mean * mean * total) <= scale * all.Variance;
    }

    public AbilityEstimate Estimate(double origin, EstimateStatus status) => new(origin + Mean, Math.Sqrt(Variance), status);
}
