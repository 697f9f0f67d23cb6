using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>The signal of a strip: what the electrodes would have given, noise and wander included.</summary>
public static class Tracing
{
    /// <summary>Seconds between two samples.</summary>
    public const double SampleInterval = 0.002;

    /// <summary>The rhythm draws from the stream of its own number, the noise from one that no rhythm has.</summary>
    private const ulong NoiseStream = 1000;
    private const double NoiseSpacing = 0.02;
    private const double WanderSpacing = 1.3;
    private const double WanderMillivolts = 0.03;
    private const double AsystoleWanderMillivolts = 0.07;

    /// <summary>Millivolts, one sample every <see cref="SampleInterval"/> from the strip's beginning to its end.</summary>
    /// <exception cref="ArgumentException">The strip has <see cref="RhythmStrip.Problems"/>.</exception>
    public static double[] Of(RhythmStrip strip)
    {
        foreach ((string field, string message) in strip.Problems())
        {
            throw new ArgumentException($"{field}: {message}", nameof(strip));
        }

        double[] samples = new double[(int)Math.Round(strip.Duration / SampleInterval) + 1];
        var random = new RandomStream((ulong)strip.Seed, (ulong)strip.Rhythm);
        RhythmModel.Draw(strip, samples, ref random);
        var noise = new RandomStream((ulong)strip.Seed, NoiseStream);
        AddWander(samples, strip.Rhythm == RhythmKind.Asystole ? AsystoleWanderMillivolts : WanderMillivolts, WanderSpacing, ref noise);
        AddWander(samples, strip.Value(StripParameter.Noise), NoiseSpacing, ref noise);
        return samples;
    }

    /// <summary>A random smooth curve that turns about every <paramref name="spacing"/> seconds and stays within ± <paramref name="limit"/>.</summary>
    private static void AddWander(double[] samples, double limit, double spacing, ref RandomStream random)
    {
        double duration = (samples.Length - 1) * SampleInterval;
        var points = new List<(double, double)>();
        for (double time = -spacing * random.NextDouble(); points.Count == 0 || points[^1].Item1 < duration; time += spacing * (0.75 + 0.5 * random.NextDouble()))
        {
            points.Add((time, limit * (2 * random.NextDouble() - 1)));
        }

        new Deflection([.. points]).AddTo(samples, SampleInterval, at: 0);
    }
}
