using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Q3 of one pair of items.</summary>
/// <param name="First">Index of the first item.</param>
/// <param name="Second">Index of the second item.</param>
/// <param name="Candidates">Candidates who answered both.</param>
/// <param name="Q3">Correlation of the two residuals.</param>
public readonly record struct ItemPairResidual(int First, int Second, int Candidates, double Q3);

/// <summary>
/// Q3 (Yen 1984): the correlation over candidates of the residuals of two items, score less expected score at the ability estimate. Items that give one
/// another away, or share a scenario, correlate beyond what ability explains.
/// </summary>
/// <remarks>
/// The expectation of Q3 under the model is not 0 but near −1/(n − 1), because both residuals refer to one estimate; so pairs are flagged by the distance from
/// the average Q3 (Christensen, Makransky &amp; Horton 2017).
/// </remarks>
public static class LocalDependence
{
    /// <summary>A pair this far above the average Q3 is flagged.</summary>
    public const double FlaggedAboveAverage = 0.2;

    /// <summary>Pairs with fewer common candidates are left out: their correlation says little.</summary>
    public const int FewestCandidates = 50;

    /// <summary>Q3 of every pair with at least <see cref="FewestCandidates"/> common candidates, in the order of the items.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="abilities">One ability a row of the data; rows that are not finite are left out.</param>
    /// <exception cref="ArgumentException">Parameters or abilities do not match the data.</exception>
    public static IReadOnlyList<ItemPairResidual> Compute(ResponseData data, IReadOnlyList<ItemParameters> items, ReadOnlySpan<double> abilities)
    {
        ItemGrid.RequireMatching(data, items);
        if (abilities.Length != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many abilities, not {abilities.Length}.", nameof(abilities));
        }

        int n = items.Count;
        var sums = new PairSums[n * (n - 1) / 2];
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

        var pairs = new List<ItemPairResidual>();
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                PairSums sum = sums[Start(n, i) + j];
                if (sum.Count >= FewestCandidates)
                {
                    pairs.Add(new ItemPairResidual(i, j, sum.Count, sum.Correlation));
                }
            }
        }

        return pairs;
    }

    private static int Start(int n, int i) => i * (2 * n - i - 1) / 2 - i - 1;

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
