namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>Control of the false discovery rate over many tests (Benjamini &amp; Hochberg 1995).</summary>
public static class BenjaminiHochberg
{
    /// <summary>
    /// Adjusted p-values: the smallest false discovery rate at which a test would be called, min over j ≥ rank of p_(j) m/j. Values that are not numbers are
    /// no tests: they stay, and are not counted in m.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is below 0 or above 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        foreach (double p in pValues)
        {
            if (p is < 0 or > 1)
            {
                throw new ArgumentOutOfRangeException(nameof(pValues), p, "A p-value lies between 0 and 1.");
            }
        }

        double[] adjusted = [.. pValues];
        int[] order = [.. Enumerable.Range(0, adjusted.Length).Where(i => !double.IsNaN(adjusted[i])).OrderByDescending(i => adjusted[i])];
        double smallest = 1;
        for (int place = 0; place < order.Length; place++)
        {
            smallest = Math.Min(smallest, pValues[order[place]] * order.Length / (order.Length - place));
            adjusted[order[place]] = smallest;
        }

        return adjusted;
    }
}
