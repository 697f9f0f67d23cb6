using Pals.Exam.Engine.Numerics;
using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>Rhythms without beats of their own shape: one long deflection whose turning points are drawn by chance.</summary>
internal static class DisorganizedRhythm
{
    /// <summary>Beats from one narrowing of the tracing to the next.</summary>
    private const double BeatsPerSpindle = 8;

    /// <summary>How far the tracing leans to the side that its complexes point to, as a fraction of its size.</summary>
    private const double Lean = 0.4;

    /// <summary>What is left of the size where the tracing is narrowest.</summary>
    private const double Waist = 0.22;

    /// <summary>Half waves of fibrillation last this long, in seconds: 3 to 9 waves a second, as recorded in patients.</summary>
    private const double ShortestHalfWave = 0.055;
    private const double LongestHalfWave = 0.155;
    private const double SmallestWave = 0.15;
    private const double EnvelopeSpacing = 0.7;
    private const double SmallestEnvelope = 0.45;

    public static void DrawTorsades(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double half = 30 / strip.Value(Rate);
        double spindle = 2 * half * BeatsPerSpindle;
        double start = -random.NextDouble() * spindle;
        double nextWaist = start + spindle;
        int side = random.NextInt32(2) == 0 ? 1 : -1;
        int sign = 1;
        var points = new List<(double, double)>();
        for (double time = start; points.Count == 0 || points[^1].Item1 < strip.Duration; sign = -sign)
        {
            if (time >= nextWaist)
            {
                side = -side;
                start = nextWaist;
                nextWaist = start + spindle * (0.85 + 0.3 * random.NextDouble());
            }

            double x = (time - start) / (nextWaist - start);
            double bell = 4 * x * (1 - x);
            double size = strip.Value(Amplitude) * (Waist + (1 - Waist) * bell);
            points.Add((time, size * (sign + side * Lean * bell) / (1 + Lean)));

            // The complex that points to the side is the briefer half of its wave.
            double share = 1 - 0.25 * side * sign * bell;
            time += half * share * (1 + strip.Value(Variability) * (2 * random.NextDouble() - 1));
        }

        new Deflection([.. points]).AddTo(samples, Tracing.SampleInterval, at: 0);
    }

    public static void DrawFibrillation(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double[] envelope = new double[samples.Length];
        Curve(EnvelopeSpacing, EnvelopeSpacing, strip.Duration, ref random, (ref r) => SmallestEnvelope + (1 - SmallestEnvelope) * r.NextDouble())
            .AddTo(envelope, Tracing.SampleInterval, at: 0);
        double[] waves = new double[samples.Length];
        int sign = 1;
        Curve(ShortestHalfWave, LongestHalfWave, strip.Duration, ref random, (ref r) =>
        {
            sign = -sign;
            return sign * (SmallestWave + (1 - SmallestWave) * r.NextDouble());
        }).AddTo(waves, Tracing.SampleInterval, at: 0);

        double largest = 0;
        for (int i = 0; i < waves.Length; i++)
        {
            waves[i] *= envelope[i];
            largest = Math.Max(largest, Math.Abs(waves[i]));
        }

        for (int i = 0; i < waves.Length; i++)
        {
            samples[i] += waves[i] * (strip.Value(Amplitude) / largest);
        }
    }

    private delegate double Draw(ref RandomStream random);

    /// <summary>A curve over the whole strip whose turning points lie <paramref name="shortest"/> to <paramref name="longest"/> seconds apart.</summary>
    private static Deflection Curve(double shortest, double longest, double duration, ref RandomStream random, Draw next)
    {
        var points = new List<(double, double)>();
        for (double time = -longest * random.NextDouble(); points.Count == 0 || points[^1].Item1 < duration;)
        {
            points.Add((time, next(ref random)));
            time += shortest + (longest - shortest) * random.NextDouble();
        }

        return new Deflection([.. points]);
    }
}
