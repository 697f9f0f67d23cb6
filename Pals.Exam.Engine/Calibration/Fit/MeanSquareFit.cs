using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Infit and outfit of one item, each with its standardized form.</summary>
/// <param name="Responses">Number of responses to the item.</param>
/// <param name="Infit">Information-weighted mean square residual; 1 is expected.</param>
/// <param name="InfitZ">Infit standardized by the cube-root transformation.</param>
/// <param name="Outfit">Mean of the squared standardized residuals; 1 is expected.</param>
/// <param name="OutfitZ">Outfit standardized likewise.</param>
public readonly record struct MeanSquareFitResult(int Responses, double Infit, double InfitZ, double Outfit, double OutfitZ);

/// <summary>
/// Infit and outfit mean squares (Wright &amp; Masters 1982), with residuals at the candidates' EAP abilities.
/// </summary>
/// <remarks>
/// <para>With residual y, variance W and fourth central moment C of the score: outfit = Σ(y²/W)/N, infit = Σy²/ΣW; their variances are
/// q² = Σ(C/W²)/N² − 1/N and q² = Σ(C − W²)/(ΣW)², and z = (ms^(1/3) − 1)(3/q) + q/3.</para>
/// <para>As in mirt, whose figures are matched, W is not let below √1e-5 (one wildly improbable answer would otherwise decide outfit alone) and q not above
/// √2. Wright and Masters have neither bound and use the Rasch model's maximum likelihood estimates; with EAP estimates the mean squares lie a
/// little below 1 when the model holds, because the estimate is pulled by the answer it is compared with.</para>
/// </remarks>
public static class MeanSquareFit
{
    private static readonly double SmallestVariance = Math.Sqrt(1e-5);
    private const double LargestSpread = 1.4142;

    /// <summary>Computes infit and outfit of every item; missing responses are left out.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="abilities">One ability a row of the data; rows that are not finite are left out.</param>
    /// <exception cref="ArgumentException">Parameters or abilities do not match the data.</exception>
    public static MeanSquareFitResult[] Compute(ResponseData data, IReadOnlyList<ItemParameters> items, ReadOnlySpan<double> abilities)
    {
        ItemGrid.RequireMatching(data, items);
        if (abilities.Length != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many abilities, not {abilities.Length}.", nameof(abilities));
        }

        var sums = new Sums[items.Count];
        double[] p = new double[items.Max(item => item.CategoryCount)];
        for (int n = 0; n < data.CandidateCount; n++)
        {
            if (!double.IsFinite(abilities[n]))
            {
                continue;
            }

            ResponseRow row = data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                ItemParameters item = items[row.Items[j]];
                (double mean, double variance, double fourth) = Moments(item, abilities[n], p.AsSpan(0, item.CategoryCount));
                sums[row.Items[j]].Add(row.Scores[j] - mean, Math.Max(variance, SmallestVariance), fourth);
            }
        }

        return [.. sums.Select(sum => sum.ToResult())];
    }

    private static (double Mean, double Variance, double Fourth) Moments(ItemParameters item, double theta, Span<double> p)
    {
        if (item.IsDichotomous)
        {
            double right = ResponseModel.Probability(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
            double spread = right * (1 - right);
            return (right, spread, spread * (1 - 3 * spread));
        }

        item.LogProbabilities(theta, p);
        double mean = 0;
        for (int k = 0; k < p.Length; k++)
        {
            p[k] = Math.Exp(p[k]);
            mean += k * p[k];
        }

        double variance = 0;
        double fourth = 0;
        for (int k = 0; k < p.Length; k++)
        {
            double square = (k - mean) * (k - mean);
            variance += square * p[k];
            fourth += square * square * p[k];
        }

        return (mean, variance, fourth);
    }

    private static double Standardize(double meanSquare, double spread)
    {
        double q = Math.Min(spread, LargestSpread);
        return (Math.Cbrt(meanSquare) - 1) * (3 / q) + q / 3;
    }

    private record struct Sums(int Count, double Standardized, double Residual, double Variance, double Kurtosis, double Excess)
    {
        public void Add(double residual, double variance, double fourth)
        {
            Count++;
            Standardized += residual * residual / variance;
            Residual += residual * residual;
            Variance += variance;
            Kurtosis += fourth / (variance * variance);
            Excess += fourth - variance * variance;
        }

        public readonly MeanSquareFitResult ToResult()
        {
            if (Count == 0)
            {
                return new MeanSquareFitResult(0, double.NaN, double.NaN, double.NaN, double.NaN);
            }

            double n = Count;
            double outfit = Standardized / n;
            double infit = Residual / Variance;
            return new MeanSquareFitResult(
                Count,
                infit,
                Standardize(infit, Math.Sqrt(Excess) / Variance),
                outfit,
                Standardize(outfit, Math.Sqrt(Kurtosis / (n * n) - 1 / n)));
        }
    }
}
