namespace Pals.Exam.ItemBank.Reports;

/// <summary>One axis of a plot: its label and the range it shows.</summary>
internal sealed record PlotAxis
{
    private const int WantedTicks = 6;

    public PlotAxis(string label, double minimum, double maximum)
    {
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum) || !(minimum < maximum))
        {
            throw new ArgumentException($"An axis needs finite limits in order, but they are {minimum:R} and {maximum:R}.", nameof(minimum));
        }

        Label = label;
        Minimum = minimum;
        Maximum = maximum;
    }

    public string Label { get; }

    public double Minimum { get; }

    public double Maximum { get; }

    /// <summary>An axis that shows every finite one of <paramref name="values"/>, widened to round numbers.</summary>
    public static PlotAxis Covering(string label, IEnumerable<double> values)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        if (low > high)
        {
            return new PlotAxis(label, 0, 1);
        }

        if (low == high)
        {
            double half = Math.Max(Math.Abs(low) / 2, 0.5);
            low -= half;
            high += half;
        }

        double step = RoundStep(low, high);
        return new PlotAxis(label, Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
    }

    /// <summary>Round numbers 1, 2 or 5 · 10^k apart inside the range.</summary>
    public IReadOnlyList<double> Ticks()
    {
        double step = RoundStep(Minimum, Maximum);
        double slack = step * 1e-9;
        var ticks = new List<double>();
        for (long k = (long)Math.Ceiling((Minimum - slack) / step); k * step <= Maximum + slack; k++)
        {
            ticks.Add(k * step);
        }

        return ticks;
    }

    private static double RoundStep(double minimum, double maximum)
    {
        double rough = (maximum - minimum) / WantedTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
