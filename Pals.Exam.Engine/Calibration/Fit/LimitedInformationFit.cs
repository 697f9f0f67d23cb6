using MathNet.Numerics.Distributions;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>M2 and the indices made from it.</summary>
/// <param name="Statistic">M2, or M2* when an item has more than two scores; NaN when it cannot be computed.</param>
/// <param name="DegreesOfFreedom">n(n + 1)/2 less the free parameters.</param>
/// <param name="PValue">Upper tail of χ².</param>
/// <param name="RootMeanSquareError">RMSEA: √max(0, (M2/df − 1)/(N − 1)).</param>
/// <param name="RootMeanSquareErrorLow">Lower end of RMSEA's 90 % interval.</param>
/// <param name="RootMeanSquareErrorHigh">Upper end of RMSEA's 90 % interval.</param>
/// <param name="ResidualCorrelation">SRMSR: the root mean square difference between observed and expected correlations of item pairs.</param>
/// <param name="TuckerLewis">TLI against the model of independent items.</param>
/// <param name="Comparative">CFI against the model of independent items.</param>
/// <param name="Candidates">Candidates with complete data, whom the statistic rests on.</param>
/// <param name="Unavailable">Why there is no statistic, or null.</param>
public sealed record LimitedInformationResult(
    double Statistic,
    int DegreesOfFreedom,
    double PValue,
    double RootMeanSquareError,
    double RootMeanSquareErrorLow,
    double RootMeanSquareErrorHigh,
    double ResidualCorrelation,
    double TuckerLewis,
    double Comparative,
    int Candidates,
    string? Unavailable)
{
    internal static LimitedInformationResult None(int candidates, string reason) => new(
        double.NaN, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, candidates, reason);
}

/// <summary>
/// M2 (Maydeu-Olivares &amp; Joe 2006): do the means and the pairwise products of the item scores agree with the model? With more than two scores the
/// statistic is M2* of Cai and Hansen (2013), which is the same one for scores 0 and 1.
/// </summary>
/// <remarks>
/// <para>M2 = N e'[Ξ⁻¹ − Ξ⁻¹Δ(Δ'Ξ⁻¹Δ)⁻¹Δ'Ξ⁻¹]e, with e the observed less the expected moments, Ξ their covariance matrix under the model and Δ the
/// derivatives of the expected moments in the item parameters (and in the population's standard deviation for Rasch items).</para>
/// <para>Given θ, items are independent with means E_i and variances V_i, so Ξ is a diagonal with E[V_iV_j] for each pair, plus for every item and node one
/// vector (V_i on the item, V_iE_j on its pairs), plus the covariance of the conditional moments: nothing of higher order than the pairs is ever counted.</para>
/// <para>RMSEA divides by N − 1 as mirt does, its interval by N; Maydeu-Olivares and Joe (2014) divide both by N. The difference is below the fourth digit
/// for 1,000 candidates.</para>
/// </remarks>
public static class LimitedInformationFit
{
    /// <summary>With more items the matrix Ξ would take more than a gigabyte and minutes.</summary>
    public const int MostItems = 150;

    private const double Confidence = 0.9;

    /// <summary>Computes M2 from the candidates who answered all items.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order, as estimated from these data.</param>
    /// <param name="population">The ability distribution.</param>
    /// <exception cref="ArgumentException">The parameters do not match the data.</exception>
    public static LimitedInformationResult Compute(ResponseData data, IReadOnlyList<ItemParameters> items, NormalPrior population)
    {
        ItemGrid.RequireMatching(data, items);
        int n = items.Count;
        double[] observed = PairMoments.Observed(data, n, out int candidates);
        if (candidates < 2)
        {
            return LimitedInformationResult.None(candidates, "no two candidates answered every item");
        }

        if (n > MostItems)
        {
            return LimitedInformationResult.None(candidates, $"more than {MostItems} items");
        }

        var moments = new PairMoments(new ItemGrid(items, population));
        double[][] derivatives = moments.Derivatives();
        int df = moments.Count - derivatives.Length;
        if (df <= 0)
        {
            return LimitedInformationResult.None(candidates, $"{moments.Count} moments leave no degree of freedom for {derivatives.Length} parameters");
        }

        double[] residual = new double[moments.Count];
        for (int m = 0; m < residual.Length; m++)
        {
            residual[m] = observed[m] - moments.Expected[m];
        }

        double? projected = Projection.SquaredLength(moments.Covariance(), residual, derivatives);
        if (projected is null)
        {
            return LimitedInformationResult.None(candidates, "the moments' covariance matrix, or its projection, is singular");
        }

        double statistic = candidates * projected.Value;
        (double low, double high) = Interval(statistic, df, candidates);
        double[] variances = ObservedVariances(data, n, observed, candidates);
        (double nullStatistic, double srmsr) = Correlations(observed, moments, variances, candidates);
        int nullDf = n * (n - 1) / 2;
        return new LimitedInformationResult(
            statistic,
            df,
            1 - ChiSquared.CDF(df, statistic),
            Math.Sqrt(Math.Max(0, (statistic / df - 1) / (candidates - 1))),
            low,
            high,
            srmsr,
            (nullStatistic / nullDf - statistic / df) / (nullStatistic / nullDf - 1),
            Math.Clamp(1 - (statistic - df) / (nullStatistic - nullDf), 0, 1),
            candidates,
            null);
    }

    /// <summary>The noncentralities under which the statistic is at its 95th and 5th percentile.</summary>
    private static (double Low, double High) Interval(double statistic, int df, int candidates)
    {
        double tail = (1 - Confidence) / 2;
        double low = NoncentralChiSquared.NoncentralityAt(statistic, df, 1 - tail);
        double high = NoncentralChiSquared.NoncentralityAt(statistic, df, tail);
        return (Math.Sqrt(low / (candidates * (double)df)), Math.Sqrt(high / (candidates * (double)df)));
    }

    private static double[] ObservedVariances(ResponseData data, int n, double[] observed, int candidates)
    {
        double[] squares = new double[n];
        for (int c = 0; c < data.CandidateCount; c++)
        {
            ReadOnlySpan<byte> scores = data[c].Scores;
            for (int i = 0; scores.Length == n && i < n; i++)
            {
                squares[i] += scores[i] * scores[i];
            }
        }

        for (int i = 0; i < n; i++)
        {
            squares[i] = squares[i] / candidates - observed[i] * observed[i];
        }

        return squares;
    }

    /// <summary>
    /// M2 of independent items is N times the sum of the squared observed correlations: their Ξ is diagonal once the means are fitted exactly.
    /// </summary>
    private static (double NullStatistic, double Srmsr) Correlations(double[] observed, PairMoments moments, double[] variances, int candidates)
    {
        int n = variances.Length;
        double independent = 0;
        double differences = 0;
        int pair = n;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++, pair++)
            {
                double sample = (observed[pair] - observed[i] * observed[j]) / Math.Sqrt(variances[i] * variances[j]);
                double model = (moments.Expected[pair] - moments.Expected[i] * moments.Expected[j])
                    / Math.Sqrt(moments.MarginalVariance(i) * moments.MarginalVariance(j));
                independent += sample * sample;
                differences += (sample - model) * (sample - model);
            }
        }

        return (candidates * independent, Math.Sqrt(differences / (pair - n)));
    }
}
