namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// Where the search begins. Slopes from the correlation of each item with the rest of the candidate's score, intercepts from the proportions
/// that reach each score, both by the normal approximation of the logistic curve.
/// </summary>
internal static class StartValues
{
    /// <summary>(16√3 / 15π)², by which the logistic distribution function is nearest to a normal one (Johnson &amp; Kotz 1970).</summary>
    private const double LogisticScale = 0.346;

    private const double DefaultSlope = 1;
    private const double GuessingLogit = -1.5;

    public static double[] Find(ResponseData data, WorkingModel model, long[][] counts)
    {
        var x = new double[model.Count];
        var slopes = new double[data.ItemCount];
        Array.Fill(slopes, DefaultSlope);
        if (data.IsComplete)
        {
            CorrelationSlopes(data, slopes);
        }

        foreach (WorkingItem item in model.Items)
        {
            if (item.FreeCount > 0)
            {
                Fill(item, slopes[item.Index], counts[item.Index], x.AsSpan(item.Offset, item.FreeCount));
            }
        }

        if (model.SharedSlope >= 0)
        {
            x[model.SharedSlope] = DefaultSlope;
        }

        return x;
    }

    /// <summary>How often each score was given on each item.</summary>
    public static long[][] CountScores(ResponseData data)
    {
        var counts = new long[data.ItemCount][];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = new long[data.CategoryCounts[i]];
        }

        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                counts[row.Items[j]][row.Scores[j]]++;
            }
        }

        return counts;
    }

    private static void Fill(WorkingItem item, double slope, long[] counts, Span<double> x)
    {
        int first = 0;
        if (item.FirstFree == 0)
        {
            x[first++] = slope;
        }
        else
        {
            slope = DefaultSlope;
        }

        double widening = Math.Sqrt(1 + LogisticScale * slope * slope);
        double total = 1;
        foreach (long count in counts)
        {
            total += count;
        }

        double above = total - 0.5;
        for (int k = 1; k < counts.Length; k++)
        {
            double below = above;
            above -= counts[k - 1];
            bool partialCredit = item.Model == Items.ItemModel.GeneralizedPartialCredit;
            double odds = partialCredit ? (counts[k] + 0.5) / (counts[k - 1] + 0.5) : above / (total - above);
            x[first++] = Math.Log(odds) * widening;
        }

        for (int k = first; k < x.Length; k++)
        {
            x[k] = k == first ? GuessingLogit : -GuessingLogit;
        }
    }

    private static void CorrelationSlopes(ResponseData data, double[] slopes)
    {
        int items = data.ItemCount;
        ReadOnlySpan<byte> matrix = data.Matrix;
        var sum = new long[items];
        var square = new long[items];
        var product = new long[items];
        long totals = 0;
        long totalSquares = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ReadOnlySpan<byte> row = matrix.Slice(n * items, items);
            int total = 0;
            foreach (byte score in row)
            {
                total += score;
            }

            totals += total;
            totalSquares += (long)total * total;
            for (int i = 0; i < row.Length; i++)
            {
                sum[i] += row[i];
                square[i] += row[i] * row[i];
                product[i] += row[i] * total;
            }
        }

        double count = data.CandidateCount;
        double totalVariance = totalSquares / count - totals / count * (totals / count);
        for (int i = 0; i < items; i++)
        {
            double mean = sum[i] / count;
            double variance = square[i] / count - mean * mean;
            double covariance = product[i] / count - mean * totals / count;
            double restVariance = totalVariance - 2 * covariance + variance;
            double correlation = (covariance - variance) / Math.Sqrt(variance * restVariance);
            correlation = double.IsNaN(correlation) ? 0.4 : Math.Clamp(1.2 * correlation, -0.8, 0.8);
            slopes[i] = 1.7 * correlation / Math.Sqrt(1 - correlation * correlation);
            slopes[i] = Math.Abs(slopes[i]) < 0.2 ? Math.CopySign(0.2, slopes[i]) : slopes[i];
        }
    }
}
