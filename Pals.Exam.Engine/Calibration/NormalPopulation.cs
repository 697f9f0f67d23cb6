namespace Pals.Exam.Engine.Calibration;

/// <summary>The maximization step for the mean and standard deviation of a normal population over one dimension, where they are free.</summary>
internal static class NormalPopulation
{
    private const int MostSteps = 8;
    private const double SmallStep = 1e-7;

    /// <summary>
    /// Maximum likelihood of mean and standard deviation of a normal distribution on the grid: the weights are an exponential family in θ and θ²,
    /// so Newton's method matches its moments to the expected ones.
    /// </summary>
    public static void Maximize(double[] counts, Quadrature grid, WorkingModel model, double[] next, double[] scale)
    {
        double n = 0;
        double first = 0;
        double second = 0;
        for (int q = 0; q < grid.Count; q++)
        {
            n += counts[q];
            first += counts[q] * grid.Points[q];
            second += counts[q] * grid.Points[q] * grid.Points[q];
        }

        double mean = model.PopulationMean(next);
        double deviation = model.PopulationDeviation(next);
        var logWeights = new double[grid.Stride];
        for (int iteration = 0; iteration < MostSteps; iteration++)
        {
            grid.LogWeights(mean, deviation, logWeights);
            Moments moments = Moments.Of(grid, logWeights);
            double meanStep = model.Mean >= 0 ? (first / n - moments.First) / moments.Variance * deviation * deviation : 0;
            mean += meanStep;
            double spread = second / n - 2 * mean * first / n + mean * mean;
            double expectedSpread = moments.Second - 2 * mean * moments.First + mean * mean;
            double ratio = model.LogDeviation >= 0 ? Math.Clamp(spread / expectedSpread, 0.25, 4) : 1;
            deviation *= Math.Sqrt(ratio);
            if (Math.Abs(meanStep) < SmallStep && Math.Abs(ratio - 1) < SmallStep)
            {
                break;
            }
        }

        if (model.Mean >= 0)
        {
            next[model.Mean] = mean;
            scale[model.Mean] = n / (deviation * deviation);
        }

        if (model.LogDeviation >= 0)
        {
            next[model.LogDeviation] = Math.Log(deviation);
            scale[model.LogDeviation] = 2 * n;
        }
    }

    private readonly record struct Moments(double First, double Second)
    {
        public double Variance => Second - First * First;

        public static Moments Of(Quadrature grid, ReadOnlySpan<double> logWeights)
        {
            double first = 0;
            double second = 0;
            for (int q = 0; q < grid.Count; q++)
            {
                double weight = Math.Exp(logWeights[q]);
                first += weight * grid.Points[q];
                second += weight * grid.Points[q] * grid.Points[q];
            }

            return new Moments(first, second);
        }
    }
}
