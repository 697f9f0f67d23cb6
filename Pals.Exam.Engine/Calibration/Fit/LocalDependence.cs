using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Pals.Exam.Engine.Calibration.Differential;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Q3 of one pair of items.</summary>
/// <param name="First">Index of the first item.</param>
/// <param name="Second">Index of the second item.</param>
/// <param name="Candidates">Candidates who answered both.</param>
/// <param name="Q3">Correlation of the two residuals.</param>
/// <param name="Adjusted">
/// One-sided p-value of Q3 above the average, adjusted over all pairs (Benjamini &amp; Hochberg 1995).
/// </param>
/// <param name="Flagged">True when Q3 is both far above the average and significantly so.</param>
public readonly record struct ItemPairResidual(int First, int Second, int Candidates, double Q3, double Adjusted, bool Flagged);

/// <summary>Q3 of all pairs.</summary>
/// <param name="Average">Mean Q3 over the pairs.</param>
/// <param name="Pairs">The pairs with enough common candidates, in the order of the items.</param>
public sealed record LocalDependenceResult(double Average, IReadOnlyList<ItemPairResidual> Pairs);

/// <summary>
/// Q3 (Yen 1984): the correlation over candidates of the residuals of two items, score less expected score at the ability estimate. Items that give one
/// another away, or share a scenario, correlate beyond what ability explains.
/// </summary>
/// <remarks>
/// <para>The expectation of Q3 under the model is not 0 but near −1/(n − 1), because both residuals refer to one estimate; so pairs are judged by the distance from
/// the average Q3 (Christensen, Makransky &amp; Horton 2017).</para>
/// <para>In a bank of 200 items there are 20,000 pairs, and some are far above the average by chance, so a flag asks for significance, too. √N(Q3 − average) is
/// far from normal for two items that nearly everyone answers right, where a handful of candidates makes any correlation: its skewness is γ = κκ′/√N with the
/// residuals' skewnesses κ and κ′, and where γ is positive the tail of a gamma distribution of that skewness (Pearson's type III) is taken.</para>
/// </remarks>
public static class LocalDependence
{
    /// <summary>A flagged pair is this far above the average Q3.</summary>
    public const double FlaggedAboveAverage = 0.2;

    /// <summary>Pairs with fewer common candidates are left out: their correlation says little.</summary>
    public const int FewestCandidates = 50;

    private const double SignificanceLevel = 0.05;

    /// <summary>Below this skewness the two tails differ by less than a fifth five standard deviations out.</summary>
    private const double NearlyNormal = 0.01;

    /// <summary>Q3 of every pair with at least <see cref="FewestCandidates"/> common candidates.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="abilities">One ability a row of the data; rows that are not finite are left out.</param>
    /// <exception cref="ArgumentException">Parameters or abilities do not match the data.</exception>
    public static LocalDependenceResult Compute(ResponseData data, IReadOnlyList<ItemParameters> items, ReadOnlySpan<double> abilities)
    {
        ItemGrid.RequireMatching(data, items);
        if (abilities.Length != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many abilities, not {abilities.Length}.", nameof(abilities));
        }

        int n = items.Count;
        var sums = new PairSums[n * (n - 1) / 2];
        var shapes = new ResidualShape[n];
        double[] residuals = new double[n];
        for (int c = 0; c < data.CandidateCount; c++)
        {
            if (!double.IsFinite(abilities[c]))
            {
                continue;
            }

            ResponseRow row = data[c];
            for (int j = 0; j < row.Items.Length; j++)
            {
                residuals[j] = row.Scores[j] - items[row.Items[j]].ExpectedScore(abilities[c]);
                shapes[row.Items[j]].Add(residuals[j]);
            }

            for (int j = 0; j < row.Items.Length; j++)
            {
                int start = Start(n, row.Items[j]);
                for (int k = j + 1; k < row.Items.Length; k++)
                {
                    sums[start + row.Items[k]].Add(residuals[j], residuals[k]);
                }
            }
        }

        return Judge(n, sums, shapes);
    }

    private static LocalDependenceResult Judge(int n, PairSums[] sums, ResidualShape[] shapes)
    {
        var pairs = new List<ItemPairResidual>();
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                PairSums sum = sums[Start(n, i) + j];
                if (sum.Count >= FewestCandidates && double.IsFinite(sum.Correlation))
                {
                    pairs.Add(new ItemPairResidual(i, j, sum.Count, sum.Correlation, double.NaN, false));
                }
            }
        }

        if (pairs.Count == 0)
        {
            return new LocalDependenceResult(double.NaN, []);
        }

        double average = pairs.Average(pair => pair.Q3);
        double[] adjusted = BenjaminiHochberg.Adjust(
        [
            .. pairs.Select(pair => UpperTail(
                (pair.Q3 - average) * Math.Sqrt(pair.Candidates),
                shapes[pair.First].Skewness * shapes[pair.Second].Skewness / Math.Sqrt(pair.Candidates))),
        ]);
        return new LocalDependenceResult(
            average,
            [
                .. pairs.Select((pair, place) => pair with
                {
                    Adjusted = adjusted[place],
                    Flagged = adjusted[place] < SignificanceLevel && pair.Q3 - average > FlaggedAboveAverage,
                }),
            ]);
    }

    /// <summary>P(Z &gt; z) for mean 0, variance 1 and the given skewness; a left-skewed sum is taken as normal, which errs to the safe side.</summary>
    private static double UpperTail(double z, double skewness)
    {
        if (skewness <= NearlyNormal)
        {
            return Normal.CDF(0, 1, -z);
        }

        double shape = 4 / (skewness * skewness);
        double at = shape + z * Math.Sqrt(shape);
        return at <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(shape, at);
    }

    private static int Start(int n, int i) => i * (2 * n - i - 1) / 2 - i - 1;

    private struct ResidualShape
    {
        private double _count;
        private double _squares;
        private double _cubes;

        /// <summary>Third moment over the cubed standard deviation; residuals have mean 0 to a good approximation.</summary>
        public readonly double Skewness => Math.Sqrt(_count) * _cubes / (_squares * Math.Sqrt(_squares));

        public void Add(double residual)
        {
            _count++;
            _squares += residual * residual;
            _cubes += residual * residual * residual;
        }
    }

    private struct PairSums
    {
        private double _x;
        private double _y;
        private double _xx;
        private double _yy;
        private double _xy;

        public int Count { get; private set; }

        public readonly double Correlation =>
            (_xy - _x * _y / Count) / Math.Sqrt((_xx - _x * _x / Count) * (_yy - _y * _y / Count));

        public void Add(double x, double y)
        {
            Count++;
            _x += x;
            _y += y;
            _xx += x * x;
            _yy += y * y;
            _xy += x * y;
        }
    }
}
