using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>When beats begin.</summary>
internal static class BeatClock
{
    /// <summary>How much of the departure of one interval from the mean the next one keeps, as breathing makes it.</summary>
    private const double Persistence = 0.6;

    /// <summary>
    /// Times from before the strip's beginning, so that waves reach into it, to after its end. Intervals are <paramref name="interval"/> within
    /// the fraction <paramref name="variability"/>.
    /// </summary>
    public static List<double> Times(double interval, double variability, double duration, ref RandomStream random)
    {
        var times = new List<double>();
        double departure = 0;
        for (double time = (0.2 + 0.5 * random.NextDouble()) * interval - 2 * interval; time < duration + interval;)
        {
            times.Add(time);
            departure = Persistence * departure + (1 - Persistence) * (2 * random.NextDouble() - 1);
            time += interval * (1 + variability * departure);
        }

        return times;
    }
}
